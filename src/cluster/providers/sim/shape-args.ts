import {formatPort} from '../../published-port.ts'
import type {ClusterShape} from '../../shape.ts'

/** The words that a new cluster is described with. */
export const shapeArgs = ({controlPlanes, workers, kubernetesVersion, publish = [], speed}: ClusterShape): string[] => [
  `--control-planes=${controlPlanes}`,
  `--workers=${workers}`,
  ...(kubernetesVersion === undefined ? [] : [`--kubernetes-version=${kubernetesVersion}`]),
  ...publish.map(port => `--publish=${formatPort(port)}${port.node === undefined ? '' : `@${port.node}`}`),
  ...(speed === undefined ? [] : [`--speed=${speed}`]),
]

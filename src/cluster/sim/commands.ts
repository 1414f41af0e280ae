import {join} from 'node:path'
import type {Command} from '../../process/command.ts'
import {packageRoot} from '../../process/package-root.ts'
import {formatPort} from '../drift.ts'
import type {ClusterPlan} from '../provider.ts'
import {simFolder} from './folder.ts'

/** Where the build puts the programs of simulated clusters. */
const simProgram = (name: 'start' | 'stop'): string => join(packageRoot(), 'dist', 'sim', `${name}.js`)

/** The words that a new cluster is described with. */
export const planWords = ({controlPlanes, workers, kubernetesVersion, publish}: ClusterPlan): string[] => [
  `--control-planes=${controlPlanes}`,
  `--workers=${workers}`,
  ...(kubernetesVersion === undefined ? [] : [`--kubernetes-version=${kubernetesVersion}`]),
  ...publish.map(port => `--publish=${formatPort(port)}`),
]

/** Starts a simulated cluster in the background and ends when it is ready. @param words none where it goes on with its state */
export const startCommand = (name: string, words: readonly string[]): Command => ({
  program: process.execPath,
  args: [simProgram('start'), `--folder=${simFolder(name)}`, `--name=${name}`, ...words],
})

/** Ends a simulated cluster and removes what it keeps. */
export const stopCommand = (name: string): Command => ({
  program: process.execPath,
  args: [simProgram('stop'), `--folder=${simFolder(name)}`],
})

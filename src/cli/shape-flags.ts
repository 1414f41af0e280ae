import {DEFAULT_REGISTRY_PORT} from '../cluster/image-registry.ts'
import {type ClusterShape, MAX_WORKERS} from '../cluster/shape.ts'
import {parseImage} from '../project/image.ts'
import {parseKubernetesVersion} from '../project/kubernetes-version.ts'
import {parseWhole} from '../project/numbers.ts'
import {parsePublish} from '../project/publish.ts'
import {parseSpeed} from '../project/speed.ts'
import {inGroup} from './flag-groups.ts'
import {Flags} from './oclif.ts'

const MAX_CONTROL_PLANES = 9

/** Flags that state a cluster's shape, as text that `readShape` parses. */
export const shapeFlags = inGroup('cluster', {
  workers: Flags.string({helpValue: 'N', description: 'worker nodes (default 2)'}),
  'control-planes': Flags.string({helpValue: 'N', description: 'control-plane nodes (default 1)'}),
  'kubernetes-version': Flags.string({helpValue: 'VERSION', description: 'as 1.36 or 1.36.4'}),
  image: Flags.string({
    helpValue: 'IMAGE',
    description: 'the node image (default: KUBIA_NODE_IMAGE, then the one kind chooses)',
  }),
  publish: Flags.string({
    char: 'p',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[ADDR:]HOST:NODEPORT[/PROTO]',
    description: 'a host port that leads to a node port; HOST 0 takes a free one',
  }),
  registry: Flags.string({
    helpValue: 'PORT',
    description: `have nodes pull from localhost:PORT (default ${DEFAULT_REGISTRY_PORT}), a registry of this machine, which is made where none is`,
  }),
  speed: Flags.string({
    helpValue: 'FACTOR',
    description: 'how fast a simulated cluster is (0.05 to 10); 0.2 is five times slower; also while it runs',
  }),
})

/** The words of those flags. */
export type ShapeFlags = {
  [K in keyof typeof shapeFlags]?: (K extends 'publish' ? string[] : string) | undefined
}

const read = <T>(word: string | undefined, parse: (word: string) => T): T | undefined =>
  word === undefined ? undefined : parse(word)

/** What the flags state of a cluster's shape. @throws KubiaError USAGE */
export const readShape = (words: ShapeFlags): {[K in keyof Required<ClusterShape>]: ClusterShape[K]} => ({
  controlPlanes: read(words['control-planes'], word => parseWhole(word, '--control-planes', 1, MAX_CONTROL_PLANES)),
  workers: read(words.workers, word => parseWhole(word, '--workers', 0, MAX_WORKERS)),
  kubernetesVersion: read(words['kubernetes-version'], parseKubernetesVersion),
  image: read(words.image, word => parseImage(word)),
  publish: words.publish?.map(parsePublish),
  speed: read(words.speed, parseSpeed),
  registry: read(words.registry, word => parseWhole(word, '--registry', 1, 65_535)),
})

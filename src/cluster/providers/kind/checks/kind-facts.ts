import type {Exec} from '../../../../process/exec.ts'
import type {CheckRequest} from '../../../check.ts'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../cluster-spec.ts'
import {allKnown, type Fact, fact} from '../../../fact.ts'
import {connectEngine, type Engine} from '../../common/engine.ts'
import {type EngineInfo, engineInfo} from '../../common/engine-info.ts'
import {kindVersion} from '../kind-version.ts'
import {countContainers} from '../memory-need.ts'
import {neededImages} from '../needed-images.ts'

/** What kind stands on, as its checks see it. */
export interface KindFacts {
  readonly engine: Fact<Engine>
  /** What the engine reports about itself and its machine. */
  readonly engineInfo: Fact<EngineInfo>
  readonly kindVersion: Fact<string>
  /** The images that the nodes need. */
  readonly images: Fact<string[]>
  /** How many containers the cluster takes: its nodes, and the load balancer that kind puts in front of several control planes. */
  readonly containers: number
  /** Where the config states how many nodes there are, unless flags do: `kind.yaml:4`. */
  readonly nodesPlace?: string | undefined
}

/** What is to be there: without a word what `up` without a word asks for. */
const wanted = ({spec, provider}: CheckRequest): ClusterSpec =>
  spec ?? {...DEFAULT_SPEC, provider, fallbackImage: process.env['KUBIA_NODE_IMAGE'] || undefined}

/** @param exec with the checks' time limit. Nothing is asked yet */
export const createKindFacts = (exec: Exec, request: CheckRequest): KindFacts => {
  const spec = wanted(request)
  const engine = fact('container engine', () => connectEngine(exec))
  const version = fact('kind', () => kindVersion(exec))
  return {
    engine,
    engineInfo: fact('engine system', async () => engineInfo(exec, await engine.known())),
    kindVersion: version,
    images: fact('node image', async () => {
      const [{program}, kind] = await allKnown([engine, version])
      return (await neededImages(exec, spec, program, kind)).images
    }),
    containers: countContainers(spec.controlPlanes, spec.workers),
    nodesPlace:
      spec.flags.workers === undefined && spec.flags.controlPlanes === undefined ? spec.config?.nodesPlace : undefined,
  }
}

import type {Exec} from '../../../../process/exec.ts'
import type {Wish} from '../../../check.ts'
import {type ClusterSpec, DEFAULT_SPEC} from '../../../cluster-spec.ts'
import {allKnown, type Question, question} from '../../../question.ts'
import {connectEngine, type Engine} from '../../common/engine.ts'
import {type EngineInfo, engineInfo} from '../../common/engine-info.ts'
import {kindVersion} from '../kind-version.ts'
import {neededImages} from '../provider.ts'

/** What kind stands on, as its checks see it. */
export interface KindGround {
  readonly engine: Question<Engine>
  /** What the engine tells of itself and its machine. */
  readonly engineInfo: Question<EngineInfo>
  readonly kindVersion: Question<string>
  /** The images that the nodes need. */
  readonly images: Question<string[]>
  /** How many containers the cluster takes: its nodes, and the load balancer that kind puts in front of several control planes. */
  readonly containers: number
}

/** What is to be there: without a word what `up` without a word asks for. */
const wanted = ({spec, provider}: Wish): ClusterSpec =>
  spec ?? {...DEFAULT_SPEC, provider, fallbackImage: process.env['KUBIA_NODE_IMAGE'] || undefined}

/** @param exec with the checks' time limit. Nothing is asked yet */
export const createKindGround = (exec: Exec, wish: Wish): KindGround => {
  const spec = wanted(wish)
  const engine = question('container engine', () => connectEngine(exec))
  const version = question('kind', () => kindVersion(exec))
  return {
    engine,
    engineInfo: question('engine system', async () => engineInfo(exec, await engine.known())),
    kindVersion: version,
    images: question('node image', async () => {
      const [{program}, kind] = await allKnown([engine, version])
      return (await neededImages(exec, spec, program, kind)).images
    }),
    containers: spec.controlPlanes + spec.workers + (spec.controlPlanes > 1 ? 1 : 0),
  }
}

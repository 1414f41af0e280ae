import {applyCommand, manifestOf, type Verdict, verdictOfApply} from '../../api-server/apply.ts'
import {describeHealth, healthOf} from '../../api-server/health.ts'
import type {AppSpec} from '../../api-server/manifests.ts'
import {listIfAllowed, orNamed, type Place} from '../../api-server/objects.ts'
import {findHosting} from '../../api-server/registry-hosting.ts'
import type {BuildSource} from '../../cluster/providers/common/images/build.ts'
import {builtName} from '../../cluster/providers/common/images/built-name.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import {listName} from '../../kubernetes/kinds/index.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import {printYaml} from '../../printers/yaml.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {bringAppImage, type FindCluster, findClusterOf} from '../bring-image.ts'
import {clusterToBe} from '../choose-cluster.ts'
import {waitForRollout} from '../rollout/way-back.ts'
import {showChanges} from '../show-changes.ts'
import {type ConflictOptions, planForced, takeOver} from '../take-over.ts'
import {NOT_WAITED_FOR, waitUntilReady} from '../wait-until-ready.ts'
import type {BuiltImage} from './build.ts'
import {
  buildManifest,
  getDeployment,
  imageNeeded,
  type Live,
  manifestToPrint,
  type Sending,
  send,
  verdictOfDryRun,
} from './send.ts'
import {orTakeBack, takeBackOnFailure} from './take-back.ts'

export interface DeployOptions extends ConflictOptions {
  place: Place
  spec: AppSpec
  wait: boolean
  /** True: the API server is asked, and keeps nothing. */
  dryRun: boolean
  /** True: where the rollout fails, the Deployment becomes what it was; a new one is deleted. */
  rollbackOnFailure?: boolean
  /** What the image is built from, where it is not named. */
  build?: BuildSource | undefined
  /** True: the workflow before has seen to it that the nodes get the image. */
  isBrought?: boolean
  /** The local cluster, where the workflow before has made it or planned it; without it the context says which one. */
  cluster?: LocalClusterOf
}

/** An object, and what became of it. */
export interface Deployed<T extends KubeObject = KubeObject> {
  object: T
  verdict: Verdict | 'pruned'
}

/** A Deployment as it is now, and as it was before. */
export interface MadeDeployment extends Deployed {
  live: Live
}

/** What builds images, which few deployments need. */
const building = () => import('./build.ts')

const describeLive = (live: Live): string => {
  if (!live) return 'not there yet'
  const health = healthOf(live, [])
  return `${live.spec.template.spec.containers.map(({image}) => image).join(', ')}, ${health ? describeHealth(health) : ''}`
}

/** Looks at the Deployment that is there. @throws KubiaError USAGE where a new one has no image; as `runKubectl` */
export const lookAtDeployment = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  {place, spec, build}: DeployOptions,
  report: Report,
): Promise<Done<Live>> => {
  report(`deployment ${spec.name} in namespace ${place.namespace}`)
  const live = await look(() => getDeployment(run.exec, place, spec.name), undefined)
  if (!live && spec.image === undefined && !build) {
    const others = await look(() => listIfAllowed(run.exec, place, [listName(deployment)]), [])
    throw imageNeeded(spec.name, orNamed(spec.name, others))
  }
  buildManifest(live, build ? {...spec, image: builtName(spec.name)} : spec)
  return done(`${spec.name}: ${describeLive(live)}`, live)
}

/** Whether a Deployment runs this image on all its pods: then the nodes have it. */
const runsImage = (live: Live, image: string): boolean =>
  live?.spec.template.spec.containers.some(container => container.image === image) === true &&
  healthOf(live, [])?.progress.done === true

/** What an apply would do, by the API server's answer to a dry run. */
export interface ComparedDeployment {
  live: Live
  object: KubeObject
  /** Whether an apply would change nothing. */
  isSame: boolean
  /** Whether the apply takes fields of others over. */
  forceConflicts: boolean
}

/**
 * Shows what an apply would change, by the API server's answer to a dry run.
 * @throws KubiaError FIELD_CONFLICT and those of `apply`
 */
export const compareDeployment = async (
  flow: Workflow,
  {place, spec, live, ...conflicts}: Sending & ConflictOptions,
  findCluster: FindCluster,
  report: Report,
): Promise<Done<ComparedDeployment>> => {
  report('what would change')
  const compared = await send(flow.run, {place, spec, live, forceConflicts: live !== undefined}, true)
  const text = showChanges(flow.say, compared.live, compared.object)
  const forceConflicts = await takeOver(flow, {place, findCluster, ...conflicts}, [
    {before: compared.live, after: compared.object},
  ])
  const isSame = verdictOfApply(compared.live, compared.object) === 'unchanged'
  return done(text, {...compared, isSame, forceConflicts})
}

/** Applies a Deployment. @param planForce whether a plan forces it, which is asked for there alone */
export const applyDeployment = (
  run: Pick<Run, 'exec' | 'signal' | 'undo'>,
  sending: Sending & {rollbackOnFailure: boolean},
  planForce: () => Promise<boolean>,
): Action<Deployed> => {
  const {place, spec, live, rollbackOnFailure} = sending
  const manifest = manifestToPrint(sending)
  return {
    script: async () => [applyCommand(place, manifestOf(printYaml(manifest)), {forceConflicts: await planForce()})],
    planned: {object: manifest, verdict: live ? 'configured' : 'created'},
    run: async () => {
      if (rollbackOnFailure) takeBackOnFailure(run, place, spec.name, live)
      const sent = await send(run, sending, false)
      run.undo.retainSent(`deployment ${spec.name}`)
      const verdict = verdictOfApply(sent.live, sent.object)
      return done(verdict, {object: sent.object, verdict})
    },
  }
}

/** Brings the image that was just built, or that the command line names, to the nodes. */
const bringImageOf = async (
  flow: Workflow,
  options: DeployOptions,
  {live, built, findCluster}: {live: Live; built: BuiltImage | undefined; findCluster: FindCluster},
): Promise<AppSpec> => {
  const {place, dryRun, isBrought} = options
  const spec = built ? {...options.spec, image: built.image} : options.spec
  const {image} = spec
  if (dryRun || isBrought || image === undefined) return spec
  if (runsImage(live, image)) {
    flow.skip('Load image', 'in use already')
    return spec
  }
  if (built && options.build?.registry !== undefined) {
    const {pushAppImage} = await building()
    await flow.step('Push image', pushAppImage(flow.run, image, options.build.registry))
    return spec
  }
  const found = await findCluster()
  const target = found ?? (built && (await clusterToBe(flow.run.exec, place)))
  return target ? flow.step('Load image', report => bringAppImage(flow, target, spec, report, built?.isThere)) : spec
}

/** Creates or updates a Deployment. Nothing is waited for. */
export const makeDeployment = async (flow: Workflow, options: DeployOptions): Promise<MadeDeployment> => {
  const {run} = flow
  const {place, forceConflicts, takeOver: advice, dryRun, cluster, rollbackOnFailure = false} = options
  const {name} = options.spec
  const findCluster = findClusterOf(flow, place, cluster)
  const {live, build} = await flow.step('Look at deployment', async report => {
    const {detail, value} = await lookAtDeployment(flow, options, report)
    if (options.build && place.context !== undefined)
      (await building()).mustBeLocal(await findCluster(), place.context, name, options.build)
    const source = options.build && {
      ...options.build,
      registry: await flow.look(() => findHosting(run.exec, place), undefined),
    }
    return done(detail, {live: value, build: source})
  })
  const built = build && (await flow.step('Build image', (await building()).buildAppImage(run, name, build)))
  const spec = await bringImageOf(flow, {...options, build}, {live, built, findCluster})
  const wanted = {place, spec, live, forceConflicts}
  const compare = (report: Report) => compareDeployment(flow, {...wanted, takeOver: advice}, findCluster, report)
  const planned = {live, object: manifestToPrint(wanted), isSame: false, forceConflicts}
  const compared = await flow.step('Compare deployment', runOnly(compare, planned))
  if (dryRun) {
    flow.skip('Apply deployment', 'server dry run: nothing is kept')
    return {live: compared.live, object: compared.object, verdict: verdictOfDryRun(compared.live, compared.object)}
  }
  const sending = {place, spec, live: compared.live, forceConflicts: compared.forceConflicts, rollbackOnFailure}
  const planForce = () => planForced(flow, live, compare, planned)
  if (compared.isSame) flow.skip('Apply deployment', 'unchanged')
  const deployed: Deployed = compared.isSame
    ? {object: compared.live ?? compared.object, verdict: 'unchanged'}
    : await flow.step('Apply deployment', applyDeployment(run, sending, planForce))
  return {...deployed, live: compared.live}
}

/** Creates or updates a Deployment, and waits for the rollout. */
export const deploy = async (flow: Workflow, options: DeployOptions): Promise<Deployed> => {
  const {run} = flow
  const {place, wait, dryRun, rollbackOnFailure = false} = options
  const {live, ...deployed} = await makeDeployment(flow, options)
  if (dryRun) return deployed
  const apps = [deployed.object]
  if (!wait) flow.skip('Wait for rollout', NOT_WAITED_FOR)
  else if (rollbackOnFailure)
    await flow.step('Wait for rollout', orTakeBack(waitUntilReady(run, place, apps), place, live, deployed.object))
  else await flow.step('Wait for rollout', waitForRollout(run, place, apps))
  return deployed
}

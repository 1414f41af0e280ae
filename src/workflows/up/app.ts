import type {AppSpec} from '../../api-server/manifests.ts'
import {kubiaAt, type Place} from '../../api-server/objects.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import type {Run} from '../../process/run.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {findClusterOf} from '../bring-image.ts'
import {type Deployed, makeDeployment} from '../deploy/deploy.ts'
import {type ExposeOptions, type MadeService, makeService} from '../expose/make-service.ts'
import {probeWhenReady, reached, reachService} from '../expose/reach-service.ts'
import {waitForRollout} from '../rollout/way-back.ts'
import {NOT_WAITED_FOR} from '../wait-until-ready.ts'

/** What `up --app` is to run on the cluster. */
export interface AppOptions {
  place: Place
  spec: AppSpec
  /** True: a LoadBalancer service leads to it. */
  expose: boolean
  wait: boolean
  /** The app as it runs, where `up` has brought its image to the nodes already. */
  brought?: AppSpec | undefined
  /** The cluster as `up` has made or planned it; without it the context says which one. */
  cluster?: LocalClusterOf
}

/** What became of the app. */
export interface AppResult {
  /** True where anything of it was changed. */
  changed: boolean
  /** Where it answers; undefined where it was not exposed or nothing answers. */
  url: string | undefined
}

/** A failure of the app: the cluster is ready, and that its app is not must not take it away. */
const keepCluster = (error: unknown, {signal}: Pick<Run, 'signal'>): unknown =>
  error instanceof KubiaError && !signal.aborted
    ? new KubiaError(error.code, error.message, {...error.details, left: 'the cluster runs and was kept', keep: true})
    : error

/**
 * Waits until an app is ready and its service answers: side by side where both are new. Otherwise pods of the version
 * before may answer, or be the broken ones that are being replaced.
 * @param service what `makeService` was asked for @returns where it answers
 */
export const waitForApp = async (
  flow: Workflow,
  service: ExposeOptions,
  deployed: Deployed,
  made: MadeService | undefined,
): Promise<string | undefined> => {
  const {run} = flow
  const {place, cluster} = service
  const rollout = {title: 'Wait for rollout', work: waitForRollout(run, place, [deployed.object], cluster)}
  if (made?.verdict === 'created' && deployed.verdict === 'created') {
    const probing = probeWhenReady(run, service, made, findClusterOf(flow, place, cluster))
    const [, probed] = await flow.together(rollout, {title: 'Probe', work: probing})
    return (await reached(flow, service, made, probed)).reach?.url
  }
  await flow.step(rollout.title, rollout.work)
  return made && (await reachService(flow, service, made)).reach?.url
}

/** The rest of the walk on a cluster that is ready: load, deploy, expose, and one wait for all of it. */
export const runApp = async (flow: Workflow, options: AppOptions): Promise<AppResult> => {
  const {place, brought, expose, wait, cluster} = options
  const spec = brought ?? options.spec
  const {name, image = ''} = spec
  const takeOver = kubiaAt(place, ['deploy', name, '--image', image, '--force-conflicts'])
  const base = {place, wait, dryRun: false, forceConflicts: false, takeOver, ...(cluster && {cluster})}
  try {
    const deployed = await makeDeployment(flow, {...base, spec, isBrought: brought !== undefined})
    const service = {
      ...base,
      takeOver: kubiaAt(place, ['expose', 'deployment', name, '--type', 'LoadBalancer', '--force-conflicts']),
      target: {kind: deployment, name},
      object: deployed.object,
      spec: {type: 'LoadBalancer', port: spec.port},
      withFlag: (flag: string, value: string) => kubiaAt(place, ['expose', 'deployment', name, flag, value]),
      requireExternalIp: false,
    }
    const made = expose ? await makeService(flow, service) : undefined
    const changed = [deployed, made].some(part => part !== undefined && part.verdict !== 'unchanged')
    if (wait) return {changed, url: await waitForApp(flow, service, deployed, made)}
    flow.skip('Wait for rollout', NOT_WAITED_FOR)
    if (made) await reachService(flow, service, made)
    return {changed, url: undefined}
  } catch (error) {
    throw keepCluster(error, flow.run)
  }
}

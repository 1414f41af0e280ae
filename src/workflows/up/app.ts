import type {AppSpec} from '../../api-server/manifests.ts'
import {kubiaAt, type Place} from '../../api-server/objects.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import type {Run} from '../../process/run.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {deploy} from '../deploy/deploy.ts'
import {makeService} from '../expose/make-service.ts'
import {reachService} from '../expose/reach-service.ts'
import {scale} from '../scale.ts'

/** What `up --app` is to run on the cluster. */
export interface AppOptions {
  place: Place
  spec: AppSpec
  /** True: a LoadBalancer service leads to it. */
  expose: boolean
  wait: boolean
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

/** The rest of the walk on a cluster that is ready: load, deploy, expose, scale, probe. */
export const runApp = async (flow: Workflow, options: AppOptions): Promise<AppResult> => {
  const {place, expose, wait, cluster} = options
  const {replicas, ...spec} = options.spec
  const {name, image = ''} = spec
  const takeOver = kubiaAt(place, ['deploy', name, '--image', image, '--force-conflicts'])
  const base = {place, wait, dryRun: false, forceConflicts: false, takeOver, ...(cluster && {cluster})}
  const target = {kind: deployment, name}
  try {
    const deployed = await deploy(flow, {...base, spec})
    const service = {
      ...base,
      takeOver: kubiaAt(place, ['expose', 'deployment', name, '--type', 'LoadBalancer', '--force-conflicts']),
      target,
      object: deployed.object,
      spec: {type: 'LoadBalancer', port: spec.port},
      withFlag: (flag: string, value: string) => kubiaAt(place, ['expose', 'deployment', name, flag, value]),
      requireExternalIp: false,
    }
    const made = expose ? await makeService(flow, service) : undefined
    const scaled = replicas === undefined ? undefined : await scale(flow, {...base, target, replicas})
    const reached = made && (await reachService(flow, service, made))
    return {
      changed: [deployed, made, scaled].some(part => part !== undefined && part.verdict !== 'unchanged'),
      url: reached?.reach?.url,
    }
  } catch (error) {
    throw keepCluster(error, flow.run)
  }
}

import type {AppSpec} from '../../api-server/manifests.ts'
import type {Place} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import type {Run} from '../../process/run.ts'
import {runSteps} from '../../workflow/listed-step.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {deployTasks} from '../deploy/deploy.ts'
import {type ExposeResult, exposeSteps} from '../expose/expose.ts'
import {scale} from '../scale.ts'
import type {WorkloadResult} from '../workload.ts'

/** What `up --app` is to run on the cluster. */
export interface AppOptions {
  place: Place
  spec: AppSpec
  /** True: a LoadBalancer service leads to it. */
  expose: boolean
  wait: boolean
}

/** What became of the app. */
export interface AppResult {
  deployed: WorkloadResult
  exposed: ExposeResult
  scaled: WorkloadResult
}

/** Whether anything of the app was changed. */
export const appChanged = (result: AppResult): boolean =>
  Object.values(result).some(({verdict}: WorkloadResult) => verdict !== undefined && verdict !== 'unchanged')

/** A failure of the app: the cluster is ready, and that its app is not must not take it away. */
const keepCluster = (error: unknown, {signal}: Pick<Run, 'signal'>): unknown =>
  error instanceof KubiaError && !signal.aborted
    ? new KubiaError(error.code, error.message, {...error.details, left: 'the cluster runs and was kept', keep: true})
    : error

/** The rest of the walk on a cluster that is ready: load, deploy, expose, scale, probe. */
export const runApp = async (flow: Workflow, reporter: Reporter, options: AppOptions): Promise<AppResult> => {
  const {run} = flow
  const {place, expose, wait} = options
  const {replicas, ...spec} = options.spec
  const base = {place, wait, dryRun: false}
  const target = {kind: deployment, name: spec.name}
  const deployed: WorkloadResult = {}
  const exposed: ExposeResult = {}
  const service = exposeSteps(
    run,
    reporter,
    {...base, target, spec: {type: 'LoadBalancer', port: spec.port}, requireExternalIp: false, forceConflicts: false},
    exposed,
  )
  try {
    await runSteps(flow, deployTasks(run, reporter, {...base, spec, forceConflicts: false}, deployed))
    if (expose) await runSteps(flow, service.make)
    const scaled = replicas === undefined ? {} : await scale(flow, {...base, target, replicas})
    if (expose) await runSteps(flow, service.reach)
    return {deployed, exposed, scaled}
  } catch (error) {
    throw keepCluster(error, run)
  }
}

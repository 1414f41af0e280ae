import type {AppSpec} from '../../api-server/manifests.ts'
import type {Place} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {deployTasks} from '../deploy/deploy.ts'
import {type ExposeResult, exposeSteps} from '../expose/expose.ts'
import {scaleTasks} from '../scale.ts'
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

export const newAppResult = (): AppResult => ({deployed: {}, exposed: {}, scaled: {}})

/** Whether anything of the app was changed. */
export const appChanged = (result: AppResult): boolean =>
  Object.values(result).some(({verdict}: WorkloadResult) => verdict !== undefined && verdict !== 'unchanged')

/** The cluster is ready: that its app is not must not take it away. */
const keepCluster =
  (run: Run) =>
  (step: Step): Step => ({
    ...step,
    task: async report => {
      try {
        return await step.task(report)
      } catch (error) {
        if (!(error instanceof KubiaError) || run.signal.aborted) throw error
        throw new KubiaError(error.code, error.message, {
          ...error.details,
          left: 'the cluster runs and was kept',
          keep: true,
        })
      }
    },
  })

/** The rest of the walk on a cluster that is ready: load, deploy, expose, scale, probe. */
export const appTasks = (run: Run, reporter: Reporter, options: AppOptions, result: AppResult): Step[] => {
  const {place, expose, wait} = options
  const {replicas, ...spec} = options.spec
  const base = {place, wait, dryRun: false}
  const target = {kind: deployment, name: spec.name}
  const service = exposeSteps(
    run,
    reporter,
    {...base, target, spec: {type: 'LoadBalancer', port: spec.port}, requireExternalIp: false, forceConflicts: false},
    result.exposed,
  )
  return [
    ...deployTasks(run, reporter, {...base, spec, forceConflicts: false}, result.deployed),
    ...(expose ? service.make : []),
    ...(replicas === undefined ? [] : scaleTasks(run, reporter, {...base, target, replicas}, result.scaled)),
    ...(expose ? service.reach : []),
  ].map(keepCluster(run))
}

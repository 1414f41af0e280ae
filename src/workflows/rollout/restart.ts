import {describeHealth, healthOf} from '../../api-server/health.ts'
import {kubectlCommand, runKubectl} from '../../api-server/kubectl.ts'
import {getObject, type Place, spoken} from '../../api-server/objects.ts'
import {objectName, resourceName} from '../../kubernetes/object-name.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {NOT_WAITED_FOR} from '../wait-until-ready.ts'
import {findApp, type RolloutOptions, unseenApp} from './find-app.ts'
import {waitForRollout} from './way-back.ts'

/** Looks at the app whose pods are to be replaced. @throws as `findApp` */
export const lookAtApp = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  options: RolloutOptions,
  report: Report,
): Promise<Done<KubeObject>> => {
  report(`in namespace ${options.place.namespace}`)
  const find = async (): Promise<Done<KubeObject>> => {
    const app = await findApp(run.exec, options)
    const health = healthOf(app, [])
    return done(`${spoken(app)}${health ? `: ${describeHealth(health)}` : ''}`, app)
  }
  return look(find, done('', unseenApp(options.target)))
}

/** Has an app replace all of its pods, a few at a time, as its strategy says. @returns the app as it is then */
export const restartPods = ({exec}: Pick<Run, 'exec'>, place: Place, app: KubeObject): Action<KubeObject> => {
  const args = ['rollout', 'restart', objectName(app)]
  return {
    script: () => [kubectlCommand(place, args)],
    planned: app,
    run: async () => {
      await runKubectl(exec, place, args)
      const after = await getObject(exec, place, resourceName(app), app.metadata.name)
      return done('every pod is replaced', after ?? app)
    },
  }
}

/** Replaces the pods of an app, and waits for the rollout. @returns the app as it is then */
export const restart = async (flow: Workflow, options: RolloutOptions): Promise<KubeObject> => {
  const {run} = flow
  const {place, wait} = options
  const app = await flow.step('Look at app', report => lookAtApp(flow, options, report))
  const restarted = await flow.step('Restart', restartPods(run, place, app))
  if (wait) await flow.step('Wait for rollout', waitForRollout(run, place, [restarted]))
  else flow.skip('Wait for rollout', NOT_WAITED_FOR)
  return restarted
}

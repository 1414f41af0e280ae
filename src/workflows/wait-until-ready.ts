import {refOf} from '../api-server/examine.ts'
import {describeHealth, type Health} from '../api-server/health.ts'
import {kubectlCommand} from '../api-server/kubectl.ts'
import {kubiaAt, type Place} from '../api-server/objects.ts'
import {waitForApps} from '../api-server/wait.ts'
import type {LocalClusterOf} from '../cluster/registry.ts'
import type {CommandAdvice} from '../errors/advice.ts'
import {workloadOf} from '../kubernetes/kinds/index.ts'
import {objectName} from '../kubernetes/object-name.ts'
import {readinessOf} from '../kubernetes/readiness.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Command} from '../process/command.ts'
import type {Run} from '../process/run.ts'
import {type Action, done} from '../workflow/step.ts'
import {askNodesOf} from './local-nodes.ts'

/** The command line that shows how the apps of a namespace do. */
export const statusAdvice = (place: Place): CommandAdvice => kubiaAt(place, ['status'])

/** Why a step that waits is skipped. */
export const NOT_WAITED_FOR = 'not waited for (--wait=false)'

const limitArgs = (timeoutMs: number): string[] =>
  timeoutMs === 0 ? [] : [`--timeout=${Math.round(timeoutMs / 1000)}s`]

/** The command that waits for an app as kubia does; none where kubectl has no such command. */
const waitCommands = (place: Place, app: KubeObject, timeoutMs: number): Command[] => {
  const waitArgs = workloadOf(app) ? workloadOf(app)?.waitArgs : readinessOf(app)?.waitArgs
  const namespace = app.metadata.namespace ?? place.namespace
  return waitArgs
    ? [kubectlCommand({...place, namespace}, [...waitArgs, objectName(app), ...limitArgs(timeoutMs)])]
    : []
}

/**
 * Waits until apps are ready, with live counts. kubia itself polls, to say what is late and why.
 * @param known the local cluster that they are on, where the workflow before has made it
 */
export const waitUntilReady = (
  run: Pick<Run, 'exec' | 'cancellation'>,
  place: Place,
  apps: readonly KubeObject[],
  known?: LocalClusterOf,
): Action<Health[]> => ({
  script: () => apps.flatMap(app => waitCommands(place, app, run.cancellation.timeoutMs)),
  planned: [],
  run: async report => {
    const healths = await waitForApps(run.exec, {
      place,
      refs: apps.map(app => refOf(app, place.namespace)),
      askNodes: askNodesOf(run.exec, place, known),
      signal: run.cancellation.signal,
      renewSignal: () => run.cancellation.renewToExplain(),
      report,
      next: statusAdvice,
    })
    const [only] = healths
    return done(
      healths.length === 1 && only ? describeHealth(only) : `${healths.length}/${healths.length} ready`,
      healths,
    )
  },
})

import {getParts} from '../../api-server/examine.ts'
import type {Health} from '../../api-server/health.ts'
import {getObjects, kubiaAt, type Place, spoken} from '../../api-server/objects.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import type {Advice} from '../../errors/advice.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import {earlierPodsOf, makersAmong, progressOf} from '../../kubernetes/kinds/workloads.ts'
import {objectName} from '../../kubernetes/object-name.ts'
import {isPodReady} from '../../kubernetes/pod-status.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Exec} from '../../process/exec.ts'
import type {Run} from '../../process/run.ts'
import {counted} from '../../text/counted.ts'
import type {Action} from '../../workflow/step.ts'
import {waitUntilReady} from '../wait-until-ready.ts'

/** What still answers of an app whose rollout is not done, and the command that goes back to it. */
interface WayBack {
  left: string
  fix: Advice
}

/** Undefined where the app has no earlier version, or its rollout is done. */
const wayBackOf = async (exec: Exec, place: Place, app: KubeObject): Promise<WayBack | undefined> => {
  const namespaced = {...place, namespace: app.metadata.namespace ?? place.namespace}
  const [live] = await getObjects(exec, namespaced, [objectName(app)])
  if (!live) return undefined
  const parts = await getParts(exec, namespaced, [live])
  if (makersAmong(live, parts).length < 2 || progressOf(live, parts)?.done) return undefined
  const ready = earlierPodsOf(live, parts).filter(isPodReady).length
  const pods = ready === 0 ? 'no pod' : counted(ready, 'pod')
  return {
    left: `${pods} of the version before still ${ready > 1 ? 'answer' : 'answers'} for ${spoken(live)}`,
    fix: kubiaAt(namespaced, ['undo', live.kind.toLowerCase(), live.metadata.name], {
      comment: 'goes back to the version before',
    }),
  }
}

/** What cannot be asked is left out: the failure itself counts. */
const unlessRefused = async (exec: Exec, place: Place, app: KubeObject): Promise<WayBack | undefined> => {
  try {
    return await wayBackOf(exec, place, app)
  } catch (error) {
    if (error instanceof KubiaError) return undefined
    throw error
  }
}

/** A failure of a wait for rollouts, with how many pods of the versions before go on answering, and the way back. */
const withWaysBack = async (
  {exec, cancellation}: Pick<Run, 'exec' | 'cancellation'>,
  place: Place,
  apps: readonly KubeObject[],
  error: unknown,
): Promise<unknown> => {
  if (!(error instanceof KubiaError) || cancellation.signal.aborted) return error
  const found = await Promise.all(apps.map(app => unlessRefused(exec, place, app)))
  const ways = found.filter(way => way !== undefined)
  if (ways.length === 0) return error
  const {left, fix = []} = error.details
  return amend(error, {
    left: [left, ...ways.map(way => way.left)].filter(Boolean).join('; '),
    fix: [...fix, ...ways.map(way => way.fix)],
  })
}

/**
 * Waits until apps have rolled out their newest version; where one does not, the failure says what still answers.
 * @param known as in `waitUntilReady`
 */
export const waitForRollout = (
  run: Pick<Run, 'exec' | 'cancellation'>,
  place: Place,
  apps: readonly KubeObject[],
  known?: LocalClusterOf,
): Action<Health[]> => {
  const wait = waitUntilReady(run, place, apps, known)
  return {
    ...wait,
    run: async report => {
      try {
        return await wait.run(report)
      } catch (error) {
        throw await withWaysBack(run, place, apps, error)
      }
    },
  }
}

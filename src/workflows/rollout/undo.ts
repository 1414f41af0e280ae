import {changesBetween} from '../../api-server/changes.ts'
import {kubectlCommand, runKubectl} from '../../api-server/kubectl.ts'
import {getObject, spoken} from '../../api-server/objects.ts'
import {type Revision, revisionsOf} from '../../api-server/revisions.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {objectName, resourceName} from '../../kubernetes/object-name.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {sayChanges} from '../show-changes.ts'
import {NOT_WAITED_FOR} from '../wait-until-ready.ts'
import {findApp, type RolloutOptions, unseenApp} from './find-app.ts'
import {waitForRollout} from './way-back.ts'

export interface UndoOptions extends RolloutOptions {
  /** The revision to go back to; undefined for the one before the newest. */
  toRevision: number | undefined
}

/** The app, and the version that it is to go back to. */
export interface FoundRevision {
  app: KubeObject
  /** The newest revision, which it is to run now; undefined where it is not known: in a plan without a cluster. */
  current: number | undefined
  /** Undefined where it is not known and not named: kubectl chooses the one before. */
  wanted: number | undefined
}

/** `kubectl rollout undo` for an app by its full name. */
export const undoArgs = (name: string, revision: number | undefined): string[] => [
  'rollout',
  'undo',
  name,
  ...(revision === undefined ? [] : [`--to-revision=${revision}`]),
]

/**
 * The revision to go back to. @param revisions the newest first
 * @throws KubiaError NOT_FOUND where there is no such one, naming those that there are
 */
export const chooseRevision = (
  app: KubeObject,
  revisions: readonly Revision[],
  wanted: number | undefined,
): Revision => {
  const found = wanted === undefined ? revisions[1] : revisions.find(({number}) => number === wanted)
  if (found) return found
  const numbers = revisions.map(({number}) => number).toSorted((a, b) => a - b)
  throw new KubiaError(
    'NOT_FOUND',
    wanted === undefined
      ? `${spoken(app)} has no earlier revision to go back to`
      : `${spoken(app)} has no revision ${wanted} (there ${numbers.length === 1 ? 'is' : 'are'} ${numbers.join(', ') || 'none'})`,
    {left: 'nothing was changed'},
  )
}

/** Looks which version the app goes back to, and says what changes by that. @throws as `findApp` and `chooseRevision` */
export const lookAtRevisions = async (
  {run, look, say}: Pick<Workflow, 'look' | 'say'> & {run: Pick<Run, 'exec'>},
  options: UndoOptions,
  report: Report,
): Promise<Done<FoundRevision>> => {
  const {place, target, toRevision} = options
  report(`in namespace ${place.namespace}`)
  const find = async (): Promise<FoundRevision> => {
    const app = await findApp(run.exec, options)
    const revisions = await revisionsOf(run.exec, place, app)
    const wanted = chooseRevision(app, revisions, toRevision)
    const [current] = revisions
    sayChanges(say, changesBetween({spec: {template: current?.template}}, {spec: {template: wanted.template}}))
    return {app, current: current?.number, wanted: wanted.number}
  }
  const found = await look(find, {app: unseenApp(target), current: undefined, wanted: toRevision})
  return done(`${spoken(found.app)}, revision ${found.current}`, found)
}

/** What `undo` did. */
export interface Undone {
  verdict: 'rolled back' | 'unchanged'
  /** The app as it is now. */
  object: KubeObject
}

/** Goes back to a version, which becomes the newest revision. */
export const rollBack = (
  {exec}: Pick<Run, 'exec'>,
  {place}: Pick<UndoOptions, 'place'>,
  {app, current, wanted}: FoundRevision,
): Action<Undone> => {
  const args = undoArgs(objectName(app), wanted)
  return {
    script: () => [kubectlCommand(place, args)],
    planned: {verdict: 'rolled back', object: app},
    run: async report => {
      const change = `revision ${current} → ${wanted}`
      report(change)
      await runKubectl(exec, place, args)
      const after = await getObject(exec, place, resourceName(app), app.metadata.name)
      return done(change, {verdict: 'rolled back', object: after ?? app})
    },
  }
}

/** Goes back to an earlier version of an app, and waits for the rollout. */
export const undo = async (flow: Workflow, options: UndoOptions): Promise<Undone> => {
  const {run} = flow
  const {place, wait} = options
  const found = await flow.step('Look at revisions', report => lookAtRevisions(flow, options, report))
  const isSame = found.current !== undefined && found.current === found.wanted
  if (isSame) flow.skip('Roll back', `revision ${found.current} is the newest already`)
  const undone: Undone = isSame
    ? {verdict: 'unchanged', object: found.app}
    : await flow.step('Roll back', rollBack(run, options, found))
  if (wait) await flow.step('Wait for rollout', waitForRollout(run, place, [undone.object]))
  else flow.skip('Wait for rollout', NOT_WAITED_FOR)
  return undone
}

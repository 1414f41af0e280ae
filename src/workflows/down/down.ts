import {contextOf} from '../../cluster/provider.ts'
import {hasRecord, knownNames} from '../../cluster/state.ts'
import {type Advice, kubiaAdvice} from '../../errors/advice.ts'
import {asKubiaError, KubiaError} from '../../errors/kubia-error.ts'
import type {Exec} from '../../process/exec.ts'
import {collectEvidence} from '../../workflow/evidence.ts'
import {type Action, done, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {headline, shapeOf} from '../headline.ts'
import {deleteCluster} from './delete-cluster.ts'
import {contextNames, type DownTarget} from './find-targets.ts'
import type {Removed} from './remove-cluster.ts'
import {describeUsers, removeRegistry} from './remove-registry.ts'

export interface DownOptions {
  targets: readonly DownTarget[]
  /** The kubeconfig that was named. */
  kubeconfig: string | undefined
  /** True: the registry that kubia made goes too. */
  registry?: boolean
}

/** What `down` did. */
export interface DownResult {
  /** The names of the clusters that are gone. */
  removed: string[]
  /** The name of the registry that is gone; undefined where none is. */
  registry: string | undefined
  /** The context that was given back; empty where none was. */
  restored: string
}

/** What is left of a cluster, and the command that removes it. */
const leftover = ({name, provider}: DownTarget, {details}: KubiaError): Advice => {
  const byHand = details.fix?.[0] ?? provider.removeByHand(name)
  return {...(typeof byHand === 'string' ? {command: byHand} : byHand), comment: `removes what is left of ${name}`}
}

/** A deletion that failed. */
interface Failed {
  name: string
  error: unknown
  /** What is left, and the command that removes it. */
  left: Advice
}

/** Whether another run is at work on all that failed: nothing was changed, which is a conflict and no half-done deletion. */
const areLocked = (failed: readonly Failed[]): boolean =>
  failed.length > 0 && failed.every(({error}) => error instanceof KubiaError && error.code === 'CLUSTER_LOCKED')

/** What there is of a cluster beside its nodes, in words; undefined where nothing is. */
export const remains = async (
  exec: Exec,
  {name, provider}: DownTarget,
  kubeconfig: string | undefined,
): Promise<string | undefined> => {
  if ((await contextNames(exec, kubeconfig)).includes(contextOf(provider.name, name))) return 'its context'
  if (hasRecord(name)) return "kubia's record of it"
  return knownNames().includes(name) ? 'the lock of an interrupted run' : undefined
}

/**
 * Shows that no node of the clusters is left.
 * @param failed those that could not be deleted
 * @throws KubiaError PARTIAL_DOWN
 */
export const verifyGone = (targets: readonly DownTarget[], failed: readonly Failed[]): Action<undefined> =>
  runOnly(async () => {
    const clusters = await Promise.all(targets.map(({name, provider}) => provider.inspect(name)))
    const left = clusters.flatMap(cluster => cluster?.nodes.map(node => node.name) ?? [])
    if (failed.length > 0 || left.length > 0)
      throw new KubiaError(
        'PARTIAL_DOWN',
        left.length > 0 ? `still there: ${left.join(', ')}` : 'not everything could be removed',
        {
          evidence: failed.map(({name, error}) => `${name}: ${asKubiaError(error).message}`),
          fix: failed.map(one => one.left),
          next: kubiaAdvice(['down', ...targets.map(({name}) => name)]),
        },
      )
    return done(`no ${[...new Set(targets.map(({provider}) => provider.nodeWord))].join(' and no ')} left`)
  }, undefined)

/** Deletes clusters one after the other, then shows that nothing of them is left. One that fails keeps no other. */
export const down = async (
  flow: Workflow,
  {targets, kubeconfig, registry = false}: DownOptions,
): Promise<DownResult> => {
  const {run} = flow
  const removed: (Removed & {name: string})[] = []
  const failed: Failed[] = []
  const existing = targets.filter(({cluster}) => cluster)
  const [only] = existing.length === 1 ? existing : []
  if (existing.length > 0)
    flow.say(
      headline(
        'down',
        existing.map(({name}) => name),
        {shape: only?.cluster && shapeOf(only.cluster), versions: existing.map(({provider}) => provider.versions)},
      ),
    )
  for (const target of targets) {
    const {name, provider, cluster} = target
    const title = `Delete cluster ${name}`
    const what = await remains(run.exec, target, kubeconfig)
    if (!cluster && what === undefined) {
      flow.skip(title, 'not there')
      continue
    }
    try {
      const gone = removed.map(({context}) => context)
      removed.push({...(await flow.step(title, deleteCluster(run, target, {kubeconfig, what, gone}))), name})
    } catch (error) {
      run.log.onFailure(folder => collectEvidence(run, provider, {name, kubeconfig}, folder))
      if (run.signal.aborted) throw error
      failed.push({name, error, left: leftover(target, asKubiaError(error))})
    }
  }
  if (removed.length === 0 && areLocked(failed))
    flow.skip('Verify', `not done: another run is at work on ${failed.map(({name}) => name).join(', ')}`)
  else if (targets.some(({cluster}) => cluster)) await flow.step('Verify', verifyGone(targets, failed))
  const last = failed.at(-1)
  if (last) throw last.error
  const gone = registry ? await flow.step('Delete registry', removeRegistry(run)) : undefined
  const users = gone && describeUsers(gone)
  const restored = removed.findLast(one => one.restored !== '')?.restored ?? ''
  if (users) flow.note(users, 'warn')
  return {
    removed: removed.map(({name}) => name),
    registry: gone?.name,
    // One that was given back may have gone with its own cluster after that.
    restored: removed.some(({context}) => context === restored) ? '' : restored,
  }
}

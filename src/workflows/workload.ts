import type {Verdict} from '../api-server/apply.ts'
import {changesBetween, formatChange} from '../api-server/changes.ts'
import type {AppRef} from '../api-server/examine.ts'
import {describeHealth, type Health} from '../api-server/health.ts'
import {kubiaLine, type Place} from '../api-server/objects.ts'
import {waitForApps} from '../api-server/wait.ts'
import {findLocalCluster, type LocalClusterOf} from '../cluster/registry.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'
import type {ListedStep as Step} from '../workflow/listed-step.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'

/** Lines of a diff that are shown; the rest is counted. */
const MAX_CHANGES = 20

/** What a workload command did, filled step by step. */
export interface WorkloadResult {
  verdict?: Verdict | 'scaled'
  /** The object as it is now. */
  object?: KubeObject
}

/** A question that is asked once, when it is first needed. */
export const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}

/** The local cluster behind a place, asked for once; undefined for any other cluster. */
export const localClusterOf = (run: Run, {context}: Place): (() => Promise<LocalClusterOf | undefined>) =>
  once(async () => (context === undefined ? undefined : findLocalCluster(run.exec, context)))

/**
 * Brings an image that the local engine has to the nodes of a local cluster; for other clusters it does nothing.
 * @returns what happened, in a few words, whether anything was loaded, and whether all nodes now have this machine's image
 */
export const bringImage = async (
  local: LocalClusterOf | undefined,
  image: string,
  report: (detail: string) => void,
): Promise<{loaded: boolean; isHere: boolean; text: string}> => {
  if (!local) return {loaded: false, isHere: false, text: 'the nodes pull it'}
  report(`is ${image} on the nodes?`)
  const [transfer] = await local.provider.findImages(local.cluster, [{image}])
  if (!transfer || transfer.problem)
    return {loaded: false, isHere: false, text: 'not on this machine: the nodes pull it'}
  if (transfer.lacking.length === 0) return {loaded: false, isHere: true, text: 'on all nodes'}
  const warnings = await transfer.load(report)
  const text = `${image} loaded from this machine into ${counted(transfer.lacking.length, 'node')}`
  return {loaded: true, isHere: true, text: [text, ...warnings].join('; ')}
}

/**
 * With a tag that may move (`:latest`, or none) the nodes ask the registry each time, and one that lacks the image makes
 * them fail. What came from this machine, now or earlier, must be taken as it is then.
 */
export const pullPolicyOfLoaded = (image: string): 'IfNotPresent' | undefined => {
  const name = image.split('/').at(-1) ?? image
  return image.includes('@') || (name.includes(':') && !name.endsWith(':latest')) ? undefined : 'IfNotPresent'
}

/** Says line by line what is about to change. @returns how much it is, in a few words */
export const showChanges = (reporter: Reporter, before: KubeObject | undefined, after: KubeObject): string => {
  const name = `${after.kind} ${after.metadata.name}`
  if (!before) {
    reporter.say(`  + ${name} is new`)
    return 'new'
  }
  const changes = changesBetween(before, after)
  for (const change of changes.slice(0, MAX_CHANGES)) reporter.say(`  ~ ${formatChange(change)}`)
  if (changes.length > MAX_CHANGES) reporter.say(`  ~ and ${changes.length - MAX_CHANGES} more`)
  return changes.length === 0 ? 'nothing to change' : `${counted(changes.length, 'field')} to change`
}

export interface WaitStep {
  place: Place
  wait: boolean
  title: string
  refs: () => readonly AppRef[]
  /** Told how they do at the end. */
  onReady?: (healths: readonly Health[]) => void
}

/** The command line that shows how the apps of a namespace do. */
export const statusLine = (place: Place): string => kubiaLine(place, ['status'])

/** Waits until apps are ready, with live counts. */
export const waitStep = (run: Run, {place, wait, title, refs, onReady}: WaitStep): Step => ({
  title,
  skip: () =>
    wait ? (refs().length === 0 ? 'nothing in it becomes ready' : undefined) : 'not waited for (--wait=false)',
  task: async report => {
    const healths = await waitForApps(run.exec, {
      place,
      refs: refs(),
      signal: run.signal,
      renewSignal: () => run.renewSignal(),
      report,
      next: statusLine(place),
    })
    onReady?.(healths)
    const [only] = healths
    return healths.length === 1 && only ? describeHealth(only) : `${healths.length}/${healths.length} ready`
  },
})

import {setTimeout as sleep} from 'node:timers/promises'
import type {Advice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {workloadOf} from '../kubernetes/kinds/index.ts'
import type {Exec} from '../process/exec.ts'
import type {Diagnosis} from './diagnosis/diagnosis.ts'
import {type AppRef, type AskNodes, absentAmong, examine} from './examine.ts'
import {describeHealth, type Health, isHealthy} from './health.ts'
import {inPlace} from './hints.ts'
import {isAway} from './kubectl.ts'
import {lastLogLines} from './log-tail.ts'
import {createNextLook} from './next-look.ts'
import type {Place} from './objects.ts'
import {listsOfApps} from './watched-lists.ts'

/** The longest pause between two looks where nothing is watched, in ms. */
const POLL_MS = 700
/** For how long the API server may be away while something is waited for, in ms. */
const API_GRACE_MS = 15_000

/** For how long something that is waited for may be absent, in ms: it may be deleted and made again. */
const GONE_MS = 5000

/** A container without a probe is ready while it runs: what came up just now must stay so for this long, in ms. */
const SETTLE_MS = 2000
/** What was restarted within the last minute may be on its way to the next crash: it must run for longer. */
const RECENT_RESTART_MS = 60_000
const SETTLE_AFTER_RESTART_MS = 10_000
/** A kubelet that was slow to notice a start is as slow to notice a crash: twice its time, up to this, in ms. */
const LONGEST_SETTLE_MS = 10_000

/**
 * For how long apps that are all ready must stay so before they count as ready, in ms.
 * @param first at the first look: what has run for that long by then need not be waited for
 */
export const settleTime = (healths: readonly Health[], first: boolean, now: number): number => {
  const isRecent = ({lastRestart}: Health): boolean =>
    lastRestart !== undefined && now - Date.parse(lastRestart) < RECENT_RESTART_MS
  if (healths.some(isRecent)) return SETTLE_AFTER_RESTART_MS
  const isFinal = ({object, progress}: Health): boolean =>
    workloadOf(object)?.doneWord === 'completed' || progress.desired === 0
  // What has readiness probes is ready by them, and what runs no container needs none.
  const isUnproved = ({startedAt}: Health): boolean => startedAt !== undefined
  if (healths.every(isFinal) || !healths.some(isUnproved)) return 0
  const settleMs = Math.min(Math.max(SETTLE_MS, ...healths.map(({noticeMs}) => 2 * noticeMs)), LONGEST_SETTLE_MS)
  const isNew = ({startedAt}: Health): boolean => startedAt !== undefined && now - startedAt < settleMs
  return first && !healths.some(isNew) ? 0 : settleMs
}

export interface WaitForApps {
  /** The cluster; each app names its own namespace. */
  place: Place
  refs: readonly AppRef[]
  askNodes: AskNodes
  /** Aborts when the run is interrupted or out of time. */
  signal: AbortSignal
  /** Makes it possible to ask for evidence after an abort. */
  renewSignal: () => void
  report: (detail: string) => void
  /** The command line that looks further at a namespace. */
  next: (place: Place) => Advice
}

const describeAll = (healths: readonly Health[]): string => {
  const [first] = healths
  if (!first) return 'nothing there yet'
  if (healths.length === 1) return describeHealth(first)
  const worst = healths.find(health => !isHealthy(health))
  const done = healths.filter(isHealthy).length
  return `${done}/${healths.length} ready${worst ? ` · ${worst.app}: ${describeHealth(worst)}` : ''}`
}

/** The failure that a diagnosis comes to: of its own class where waiting cannot help, else "not ready". */
export const failureOf = async (
  exec: Exec,
  place: Place,
  health: Health | undefined,
  diagnosis: Diagnosis | undefined,
  next: Advice,
): Promise<KubiaError> => {
  const namespaced = {...place, namespace: health?.namespace || place.namespace}
  const log = diagnosis?.log
  const lines = log ? await lastLogLines(exec, namespaced, log) : []
  const counts = health ? `${health.app} is not ready: ${describeHealth(health)}` : 'no pod is ready'
  return new KubiaError(diagnosis?.hopeless ? diagnosis.code : 'NOT_READY', diagnosis ? diagnosis.message : counts, {
    evidence: diagnosis?.evidence ?? [],
    fix: (diagnosis?.fix ?? []).map(advice => inPlace(namespaced, advice)),
    ...(log && lines.length > 0 ? {log: {of: `${log.pod}/${log.container}`, lines}} : {}),
    next,
    left: 'what was applied is still there',
    keep: true,
  })
}

const examineAll = async (exec: Exec, {place, refs, askNodes}: WaitForApps): Promise<Health[]> => {
  const byNamespace = Map.groupBy(refs, ({namespace}) => namespace)
  const all = await Promise.all(
    [...byNamespace].map(([namespace, some]) => examine(exec, {...place, namespace}, some, askNodes)),
  )
  return all.flat()
}

/** What was waited for, and somebody has deleted. */
const goneError = (absent: readonly AppRef[]): KubiaError => {
  const names = absent.map(({name, namespace}) => `${name} in namespace ${namespace}`).join(', ')
  const were = absent.length === 1 ? 'is gone: it was' : 'are gone: they were'
  return new KubiaError('NOT_FOUND', `${names} ${were} deleted while waited for`, {
    left: 'what was applied besides is still there',
    keep: true,
  })
}

/**
 * Waits until every app is ready. What cannot get better by waiting (two back-offs) ends the wait at once, explained.
 * @returns how they do at the end. @throws KubiaError of the diagnosis's class, NOT_FOUND for what was deleted meanwhile,
 * NOT_READY when the run's time is over, the signal's reason when it was interrupted
 */
export const waitForApps = async (exec: Exec, options: WaitForApps): Promise<Health[]> => {
  const {place, refs, signal, renewSignal, report} = options
  let healths: Health[] = []
  let awaySince: number | undefined
  /** Since when one is absent; undefined while all are there. */
  let absentSince: number | undefined
  /** Since when all were ready; undefined while one is not. */
  let readySince: number | undefined
  let first = true
  const nextLook = createNextLook(exec, place, {mostMs: POLL_MS, signal})
  const unready = (): Health | undefined =>
    healths.find(({diagnosis}) => diagnosis?.hopeless) ?? healths.find(health => !isHealthy(health))
  const failure = (worst: Health | undefined, diagnosis: Diagnosis | undefined): Promise<KubiaError> => {
    const next = options.next({...place, namespace: worst?.namespace || place.namespace})
    return failureOf(exec, place, worst, diagnosis, next)
  }
  try {
    for (;;) {
      const lookedAt = performance.now()
      try {
        healths = await examineAll(exec, options)
        awaySince = undefined
      } catch (error) {
        awaySince ??= performance.now()
        if (!isAway(error, signal) || performance.now() - awaySince > API_GRACE_MS) throw error
      }
      const absent = absentAmong(refs, healths).filter(({endsGone}) => endsGone !== true)
      absentSince = absent.length > 0 ? (absentSince ?? performance.now()) : undefined
      if (absentSince !== undefined && performance.now() - absentSince > GONE_MS) throw goneError(absent)
      const allReady = absent.length === 0 && healths.every(isHealthy)
      readySince = allReady ? (readySince ?? performance.now()) : undefined
      const settleMs = settleTime(healths, first, Date.now())
      first &&= allReady
      const settledAt = awaySince === undefined && readySince !== undefined ? readySince + settleMs : undefined
      if (settledAt !== undefined && performance.now() >= settledAt) return healths
      const worst = unready()
      if (worst?.diagnosis?.hopeless) throw await failure(worst, worst.diagnosis)
      const staying = settledAt === undefined ? '' : `, staying so for ${settleMs / 1000} s`
      report(awaySince === undefined ? `${describeAll(healths)}${staying}` : 'the API server does not answer')
      // What is ready and fails meanwhile shows at the end too: a restart is recent then.
      const now = performance.now()
      if (settledAt !== undefined) await sleep(Math.min(Math.ceil(settledAt - now), SETTLE_MS), undefined, {signal})
      else
        await nextLook.wait(now - lookedAt, () =>
          listsOfApps(
            refs,
            healths.map(({object}) => object),
          ),
        )
    }
  } catch (error) {
    if (!signal.aborted) throw error
    if (!(signal.reason instanceof KubiaError) || signal.reason.code !== 'TIMEOUT') throw signal.reason
    renewSignal()
    const worst = unready()
    throw await failure(worst, worst?.diagnosis && {...worst.diagnosis, hopeless: false})
  } finally {
    await nextLook.end()
  }
}

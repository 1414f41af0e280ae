import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../errors/kubia-error.ts'
import type {KubeEvent, KubeObject, Pod} from '../printers/types.ts'
import type {Exec} from '../process/exec.ts'
import type {Finding} from './diagnosis/finding.ts'
import {diagnosePod} from './diagnosis/pods.ts'
import {
  describeHealth,
  type EventsByName,
  type Health,
  healthOf,
  isHealthy,
  newestReplicaSet,
  podsOf,
} from './health.ts'
import {kindNamed} from './kinds.ts'
import {lastWords} from './log-tail.ts'
import {getObjects, type Place} from './objects.ts'

const POLL_MS = 700
/** For how long the API server may be away while something is waited for, in ms. */
const API_GRACE_MS = 15_000
/** A pod that is this old and not ready is asked about, in ms. */
const SUSPICIOUS_AGE_MS = 6000

/** A container without a probe is ready while it runs: what came up just now must stay so for this long, in ms. */
const SETTLE_MS = 2000
/** What was restarted within the last minute may be on its way to the next crash: it must run for longer. */
const RECENT_RESTART_MS = 60_000
const SETTLE_AFTER_RESTART_MS = 10_000

/** For how long apps that are all ready must stay so before they count as ready. @param first at the first look */
export const settleTime = (healths: readonly Health[], first: boolean, now: number): number => {
  const isRecent = ({lastRestart}: Health): boolean =>
    lastRestart !== undefined && now - Date.parse(lastRestart) < RECENT_RESTART_MS
  if (healths.some(isRecent)) return SETTLE_AFTER_RESTART_MS
  const isFinal = ({object, progress}: Health): boolean => object.kind === 'Job' || progress.desired === 0
  return first || healths.every(isFinal) ? 0 : SETTLE_MS
}

/** An app by its name. */
export interface AppRef {
  kind: string
  name: string
  namespace: string
}

export const refOf = ({kind, metadata}: KubeObject, namespace: string): AppRef => ({
  kind,
  name: metadata.name,
  namespace: metadata.namespace ?? namespace,
})

/** The labels that all pods of an app have, as a selector for kubectl; undefined where they are not simple. */
export const labelSelector = (object: KubeObject): string | undefined => {
  const {selector} =
    (object as {spec?: {selector?: Record<string, unknown> & {matchLabels?: Record<string, string>}}}).spec ?? {}
  const labels =
    object.kind === 'ReplicationController' ? (selector as Record<string, string> | undefined) : selector?.matchLabels
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length > 0 ? pairs.join(',') : undefined
}

/** The replica sets and pods behind apps of one namespace: of one app by its labels, of several all there are. */
export const getParts = async (exec: Exec, place: Place, apps: readonly KubeObject[]): Promise<KubeObject[]> => {
  const needy = apps.filter(({kind}) => kind !== 'Pod')
  const [only, ...others] = needy
  if (!only) return []
  const selector = others.length === 0 ? labelSelector(only) : undefined
  return getObjects(exec, place, ['replicasets.apps,pods', ...(selector ? ['-l', selector] : [])])
}

/** Events about one object, oldest first; none where they may not be read, since they only explain. */
const getEvents = async (exec: Exec, place: Place, kind: string, name: string): Promise<KubeEvent[]> => {
  const selector = `involvedObject.kind=${kind},involvedObject.name=${name}`
  try {
    return (await getObjects(exec, place, ['events', `--field-selector=${selector}`])) as KubeEvent[]
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** The objects whose events may tell why an app is not ready: its makers of pods, and one pod. */
const suspects = (app: KubeObject, parts: readonly KubeObject[], now: number): KubeObject[] => {
  const pods = podsOf(app, parts)
  const isOld = ({metadata}: Pod): boolean => now - Date.parse(metadata.creationTimestamp ?? '') > SUSPICIOUS_AGE_MS
  const pod =
    pods.find(one => diagnosePod(one)) ?? pods.find(one => healthOf(one, [one])?.progress.done === false && isOld(one))
  const maker = app.kind === 'Deployment' ? newestReplicaSet(app, parts) : app.kind === 'Pod' ? undefined : app
  const lacksPods = pods.length < (healthOf(app, parts)?.progress.desired ?? 0)
  return [...(pod ? [pod] : []), ...(maker && lacksPods ? [maker] : [])]
}

/** How apps of one namespace do, asked with as few requests as that takes. Apps that don't exist are left out. */
export const examine = async (exec: Exec, place: Place, refs: readonly AppRef[]): Promise<Health[]> => {
  const names = refs.map(({kind, name}) => `${kindNamed(kind).resource}/${name}`)
  const apps = await getObjects(exec, place, names)
  const parts = [...(await getParts(exec, place, apps)), ...apps.filter(({kind}) => kind === 'Pod')]
  const healths: Health[] = []
  for (const app of apps) {
    const health = healthOf(app, parts)
    if (!health || health.progress.done) {
      if (health) healths.push(health)
      continue
    }
    const events: EventsByName = new Map(
      await Promise.all(
        suspects(app, parts, Date.now()).map(
          async ({kind, metadata}) => [metadata.name, await getEvents(exec, place, kind, metadata.name)] as const,
        ),
      ),
    )
    healths.push(healthOf(app, parts, events) ?? health)
  }
  return healths
}

export interface WaitForApps {
  /** The cluster; each app names its own namespace. */
  place: Place
  refs: readonly AppRef[]
  /** Aborts when the run is interrupted or out of time. */
  signal: AbortSignal
  /** Makes it possible to ask for evidence after an abort. */
  renewSignal: () => void
  report: (detail: string) => void
  /** The command line that goes on waiting, or looks further. */
  next: string
}

const describeAll = (healths: readonly Health[]): string => {
  const [first] = healths
  if (!first) return 'nothing there yet'
  if (healths.length === 1) return describeHealth(first)
  const worst = healths.find(health => !isHealthy(health))
  const done = healths.filter(isHealthy).length
  return `${done}/${healths.length} ready${worst ? ` · ${worst.app}: ${describeHealth(worst)}` : ''}`
}

/** The failure that a finding comes to: of its own class where waiting can't help, else "not ready". */
export const failureOf = async (
  exec: Exec,
  place: Place,
  health: Health | undefined,
  finding: Finding | undefined,
  next: string,
): Promise<KubiaError> => {
  const namespaced = {...place, namespace: health?.namespace || place.namespace}
  const log = finding?.log
  const lines = log ? await lastWords(exec, namespaced, log) : []
  const counts = health ? `${health.app} is not ready: ${describeHealth(health)}` : 'no pod is ready'
  return new KubiaError(finding?.hopeless ? finding.code : 'NOT_READY', finding ? finding.message : counts, {
    evidence: finding?.evidence ?? [],
    fix: finding?.fix ?? [],
    ...(log && lines.length > 0 ? {log: {of: `${log.pod}/${log.container}`, lines}} : {}),
    next,
    left: 'what was applied is still there',
    keep: true,
  })
}

const examineAll = async (exec: Exec, place: Place, refs: readonly AppRef[]): Promise<Health[]> => {
  const byNamespace = Map.groupBy(refs, ({namespace}) => namespace)
  const all = await Promise.all([...byNamespace].map(([namespace, some]) => examine(exec, {...place, namespace}, some)))
  return all.flat()
}

/**
 * Waits until every app is ready. What can't get better by waiting (two back-offs) ends the wait at once, explained.
 * @returns how they do at the end. @throws KubiaError of the finding's class, NOT_READY when the run's time is over, the
 * signal's reason when it was interrupted
 */
export const waitForApps = async (exec: Exec, options: WaitForApps): Promise<Health[]> => {
  const {place, refs, signal, renewSignal, report, next} = options
  let healths: Health[] = []
  let awaySince: number | undefined
  /** Since when all were ready; undefined while one is not. */
  let readySince: number | undefined
  let first = true
  const unready = (): Health | undefined =>
    healths.find(({finding}) => finding?.hopeless) ?? healths.find(health => !isHealthy(health))
  try {
    for (;;) {
      try {
        healths = await examineAll(exec, place, refs)
        awaySince = undefined
      } catch (error) {
        awaySince ??= performance.now()
        const isAway = error instanceof KubiaError && error.code === 'API_UNREACHABLE'
        if (!isAway || performance.now() - awaySince > API_GRACE_MS) throw error
      }
      const allReady = healths.length === refs.length && healths.every(isHealthy)
      readySince = allReady ? (readySince ?? performance.now()) : undefined
      const settleMs = settleTime(healths, first, Date.now())
      first &&= allReady
      if (readySince !== undefined && performance.now() - readySince >= settleMs) return healths
      const worst = unready()
      if (worst?.finding?.hopeless) throw await failureOf(exec, place, worst, worst.finding, next)
      report(awaySince === undefined ? describeAll(healths) : 'the API server does not answer')
      await sleep(POLL_MS, undefined, {signal})
    }
  } catch (error) {
    if (!signal.aborted) throw error
    if (!(signal.reason instanceof KubiaError) || signal.reason.code !== 'TIMEOUT') throw signal.reason
    renewSignal()
    const worst = unready()
    throw await failureOf(exec, place, worst, worst?.finding && {...worst.finding, hopeless: false}, next)
  }
}

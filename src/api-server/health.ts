import {REFUSALS, recognise} from '../errors/known/index.ts'
import {isA} from '../kubernetes/kinds/index.ts'
import type {Progress} from '../kubernetes/kinds/kind.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {makerOf, podsOf, progressOf, progressText} from '../kubernetes/kinds/workloads.ts'
import {objectName} from '../kubernetes/object-name.ts'
import {isPodReady} from '../kubernetes/pod-status.ts'
import {readinessOf} from '../kubernetes/readiness.ts'
import type {KubeEvent, KubeObject, Pod} from '../kubernetes/types.ts'
import {sumEvents} from './diagnosis/containers.ts'
import type {Diagnosis} from './diagnosis/diagnosis.ts'
import type {NodeFacts} from './diagnosis/nodes.ts'
import {diagnosePod, podWord} from './diagnosis/pods.ts'

/** How an app does: `status` shows it, and every wait goes by it. */
export interface Health {
  /** As `kubectl get -o name` names it: `deployment.apps/kubia`. */
  app: string
  namespace: string
  object: KubeObject
  progress: Progress
  /** The worst pod that is not ready, and what it is at. */
  waitingFor?: Pod
  diagnosis?: Diagnosis
  /** When a container of it last ended to be started again, RFC 3339; undefined where none did. */
  lastRestart?: string
  /** The pod of that container. */
  restarted?: Pod
  /** How long a kubelet took at most to notice that a container had started, in ms, by its own times in whole seconds. */
  noticeMs: number
  /** When the last container without a readiness probe started, in ms since the epoch; undefined where none runs. */
  startedAt?: number
}

/** Events by the name of the object that they are about. */
export type EventsByName = ReadonlyMap<string, readonly KubeEvent[]>
const NO_EVENTS: EventsByName = new Map()

/** When a container of these pods last ended to be started again, and of which pod it is. */
const lastRestart = (pods: readonly Pod[]): Pick<Health, 'lastRestart' | 'restarted'> => {
  const ends = pods.flatMap(restarted =>
    (restarted.status?.containerStatuses ?? []).flatMap(({restartCount, lastState}) => {
      const at = restartCount > 0 ? lastState?.terminated?.finishedAt : undefined
      return at ? [{lastRestart: at, restarted}] : []
    }),
  )
  return ends.sort((a, b) => (a.lastRestart < b.lastRestart ? -1 : 1)).at(-1) ?? {}
}

/** Containers with a readiness probe are left out: they become ready when the probe says so. */
const startOf = (pods: readonly Pod[]): Pick<Health, 'noticeMs' | 'startedAt'> => {
  const times = pods.map(({spec, status}) => {
    const unproved = spec.containers.filter(({readinessProbe}) => !readinessProbe).map(({name}) => name)
    const readyAt = status?.conditions?.find(({type}) => type === 'Ready')?.lastTransitionTime
    const starts = (status?.containerStatuses ?? [])
      .filter(({name}) => unproved.includes(name))
      .map(({state}) => Date.parse(state?.running?.startedAt ?? ''))
    const startedAt = Math.max(...starts)
    return {startedAt, noticeMs: Date.parse(readyAt ?? '') - startedAt}
  })
  const started = times.map(({startedAt}) => startedAt).filter(Number.isFinite)
  return {
    noticeMs: Math.max(0, ...times.map(({noticeMs}) => noticeMs).filter(ms => ms > 0 && Number.isFinite(ms))),
    ...(started.length > 0 ? {startedAt: Math.max(...started)} : {}),
  }
}

/** What a controller says of pods that it may not make. */
const refusedPods = (app: KubeObject, objects: readonly KubeObject[], events: EventsByName): Diagnosis | undefined => {
  const maker = makerOf(app, objects)
  const own = events.get(maker?.metadata.name ?? '') ?? []
  const {status} = (maker ?? app) as {status?: {conditions?: {type: string; status: string; message?: string}[]}}
  const refusal =
    status?.conditions?.find(({type, status: is}) => type === 'ReplicaFailure' && is === 'True')?.message ??
    own.filter(({reason}) => reason === 'FailedCreate').at(-1)?.message
  if (refusal === undefined) return undefined
  const explained = recognise(refusal, REFUSALS)
  return {
    code: explained?.code ?? 'ADMISSION_DENIED',
    short: `no pod may be made, ${explained?.message ?? refusal}`,
    message: `the pods of ${app.metadata.name} are refused: ${explained?.message ?? refusal}`,
    evidence: [refusal],
    fix: explained?.details.fix ?? [],
    hopeless: sumEvents(own, 'FailedCreate') >= 2,
  }
}

/** The controller has given up: the cause found at a pod is shown in place of its message, where one is found. */
const gaveUp = (app: KubeObject, failed: string, cause: Diagnosis | undefined): Diagnosis => {
  if (cause && cause.code !== 'POD_FAILED') return {...cause, hopeless: true}
  return {
    code: 'ROLLOUT_FAILED',
    short: cause?.short ?? failed,
    message: `${app.metadata.name}: ${failed}`,
    evidence: cause ? [cause.message] : [],
    fix: cause?.fix ?? [],
    hopeless: true,
    ...(cause?.log ? {log: cause.log} : {}),
  }
}

/** A node that is down comes first, then findings that cannot mend themselves, then those that are known at all. */
const severity = (diagnosis: Diagnosis | undefined): number => {
  if (!diagnosis) return 0
  return 1 + Number(diagnosis.hopeless) + Number(diagnosis.ofNode ?? false) * 2
}

/**
 * How an app does.
 * @param objects the namespace's replica sets and pods, or those with the app's labels
 * @param nodes what is known of the nodes: one that is stopped is the cause, and not its pods
 * @returns undefined for a kind that has no health
 */
export const healthOf = (
  app: KubeObject,
  objects: readonly KubeObject[],
  events: EventsByName = NO_EVENTS,
  nodes?: NodeFacts,
): Health | undefined => {
  const progress = progressOf(app, objects) ?? readinessOf(app)?.progress(app, objects)
  if (!progress) return undefined
  const base = {app: objectName(app), namespace: app.metadata.namespace ?? '', object: app, progress}
  const pods = podsOf(app, objects)
  const health = {...base, ...lastRestart(pods), ...startOf(pods)}
  if (progress.done) return health
  const worst = pods
    .filter(one => !isPodReady(one) && one.status?.phase !== 'Succeeded')
    .map(one => ({pod: one, diagnosis: diagnosePod(one, events.get(one.metadata.name), nodes)}))
    .sort((a, b) => severity(b.diagnosis) - severity(a.diagnosis))[0]
  const diagnosis =
    progress.failed === undefined
      ? (stillOpen(app, worst?.diagnosis) ?? refusedPods(app, objects, events))
      : gaveUp(app, progress.failed, worst?.diagnosis)
  return {...health, ...(worst ? {waitingFor: worst.pod} : {}), ...(diagnosis ? {diagnosis} : {})}
}

/** A pod that failed as a whole is replaced by all controllers until they give up: then it only shows the cause. */
const stillOpen = (app: KubeObject, diagnosis: Diagnosis | undefined): Diagnosis | undefined =>
  diagnosis?.code === 'POD_FAILED' && !isA(pod)(app) ? {...diagnosis, hopeless: false} : diagnosis

/** Whether all that an app should run is ready, or runs as it should. */
export const isHealthy = ({progress, diagnosis}: Health): boolean =>
  progress.done || (progress.underWay === true && diagnosis === undefined)

/** `2/3 ready: kubia-6d4f-x2 CrashLoopBackOff, exit 1`; a line of a program's log may follow. */
export const describeHealth = ({object, progress, waitingFor, diagnosis}: Health, logLine?: string): string => {
  const counts = progressText(object, progress)
  if (progress.done) return counts
  const updating = progress.updated < progress.desired ? `, ${progress.updated} updated` : ''
  const who =
    !diagnosis?.ofNode && waitingFor && waitingFor.metadata.uid !== object.metadata.uid
      ? `${waitingFor.metadata.name} `
      : ''
  if (diagnosis) return `${counts}: ${who}${diagnosis.short}${logLine ? `, "${logLine}"` : ''}`
  return `${counts}${updating}${waitingFor ? `: ${who}${podWord(waitingFor)}` : ''}`
}

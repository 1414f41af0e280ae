import {workloadOf} from '../kubernetes/kinds/index.ts'
import {isOwned, ownersAmong} from '../kubernetes/kinds/workloads.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {NodeFacts} from './diagnosis/nodes.ts'
import {restartText} from './diagnosis/pods.ts'
import {describeHealth, type Health, healthOf, isHealthy} from './health.ts'
import type {KubeAccess} from './kubectl.ts'
import {logTail, tellingLine} from './log-tail.ts'

/** At most so many failing apps are asked for their last words: each is one request. */
const MAX_ASKED = 5

/** How an app does, as `status` prints it. */
export interface AppHealth {
  /** `deployment.apps/kubia` */
  app: string
  namespace: string
  healthy: boolean
  ready: number
  desired: number
  /** `2/3 ready: kubia-6d4f-x2 CrashLoopBackOff, exit 1, "EADDRINUSE"` */
  summary: string
  /** The row of the catalogue, where the cause is known. */
  code?: string
}

/** How the apps among listed objects do: those that nobody owns, the failing ones first. */
export const healthOfAll = (items: readonly KubeObject[], nodes?: NodeFacts): Health[] => {
  const ownedBy = ownersAmong(items)
  return items
    .filter(object => workloadOf(object) && !isOwned(object))
    .flatMap(object => healthOf(object, ownedBy(object), undefined, nodes) ?? [])
    .sort((a, b) => Number(isHealthy(a)) - Number(isHealthy(b)))
}

/**
 * A container that ended within so many ms may be between two crashes, however ready it is: a kubelet forgets its
 * back-off after 10 minutes (Kubernetes' pod lifecycle, "container restarts").
 */
const RECENT_MS = 10 * 60_000

/** `, restarted 3 times (exit 1)`, of an app whose pods are all ready and one of which was restarted lately. */
const recentRestart = ({object, progress, lastRestart, restarted}: Health, now: number): string => {
  if (!progress.done || !restarted || now - Date.parse(lastRestart ?? '') > RECENT_MS) return ''
  const isPod = restarted.metadata.uid === object.metadata.uid
  return `${isPod ? ', ' : `: ${restarted.metadata.name} `}${restartText(restarted)}`
}

/** How each app does, with the last words of containers that crash. @param now in ms since 1970 */
export const describeApps = async (
  exec: Exec,
  access: KubeAccess,
  healths: readonly Health[],
  now = Date.now(),
): Promise<AppHealth[]> => {
  const asked = healths.filter(({diagnosis}) => diagnosis?.log).slice(0, MAX_ASKED)
  const words = new Map(
    await Promise.all(
      asked.map(async health => {
        const log = health.diagnosis?.log
        const lines = log ? await logTail(exec, {...access, namespace: health.namespace}, log) : []
        return [health, tellingLine(lines)] as const
      }),
    ),
  )
  return healths.map(health => ({
    app: health.app,
    namespace: health.namespace,
    healthy: isHealthy(health),
    ready: health.progress.ready,
    desired: health.progress.desired,
    summary: `${describeHealth(health, words.get(health))}${recentRestart(health, now)}`,
    ...(health.diagnosis ? {code: health.diagnosis.code} : {}),
  }))
}

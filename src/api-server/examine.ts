import {KubiaError} from '../errors/kubia-error.ts'
import type {KubeEvent, KubeObject, Pod} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import {diagnosePod} from './diagnosis/pods.ts'
import {type EventsByName, type Health, healthOf, newestReplicaSet, podsOf} from './health.ts'
import {kindNamed} from './kinds.ts'
import {getObjects, type Place} from './objects.ts'

/** A pod that is this old and not ready is asked about, in ms. */
const SUSPICIOUS_AGE_MS = 6000

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

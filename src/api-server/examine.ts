import {KubiaError} from '../errors/kubia-error.ts'
import {isA, workloadOf} from '../kubernetes/kinds/index.ts'
import {job} from '../kubernetes/kinds/job.ts'
import {node} from '../kubernetes/kinds/node.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {makerOf, partsToList, podsOf, selectorText} from '../kubernetes/kinds/workloads.ts'
import {objectName} from '../kubernetes/object-name.ts'
import {readinessOf} from '../kubernetes/readiness.ts'
import type {KubeEvent, KubeObject, Pod} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {LocalNodes, NodeFacts} from './diagnosis/nodes.ts'
import {diagnosePod} from './diagnosis/pods.ts'
import {type Health, healthOf} from './health.ts'
import {getList, getObjects, type Place} from './objects.ts'

/** A pod that is this old and not ready is asked about, in ms. */
const SUSPICIOUS_AGE_MS = 6000

/** An app by its name. */
export interface AppRef {
  /** As `kubectl get -o name` names it: `deployment.apps/kubia`. */
  name: string
  namespace: string
  /** True: it is deleted once it is done, as a Job with `ttlSecondsAfterFinished` is. */
  endsGone?: boolean
}

export const refOf = (object: KubeObject, namespace: string): AppRef => ({
  name: objectName(object),
  namespace: object.metadata.namespace ?? namespace,
  ...(isA(job)(object) && object.spec.ttlSecondsAfterFinished !== undefined && {endsGone: true}),
})

/** Those among apps that are not there. */
export const absentAmong = (refs: readonly AppRef[], healths: readonly Health[]): AppRef[] => {
  const found = new Set(healths.map(({object, namespace}) => `${namespace} ${objectName(object)}`))
  // An object of no namespace is asked for in one all the same.
  return refs.filter(({name, namespace}) => !found.has(`${namespace} ${name}`) && !found.has(` ${name}`))
}

/** What the pods of apps of one namespace are made by, and the pods: of one app by its selector, of several all there are. */
export const getParts = async (exec: Exec, place: Place, apps: readonly KubeObject[]): Promise<KubeObject[]> => {
  const resources = partsToList(apps)
  if (resources.length === 0) return []
  const [only, ...others] = apps.filter(app => !isA(pod)(app))
  const selector = only && others.length === 0 ? selectorText(workloadOf(only)?.podSelector(only)) : undefined
  return getList(exec, place, [resources.join(','), ...(selector ? ['-l', selector] : [])])
}

/** Events about one object, oldest first; none where they may not be read, since they only explain. */
const getEvents = async (exec: Exec, place: Place, kind: string, name: string): Promise<KubeEvent[]> => {
  const selector = `involvedObject.kind=${kind},involvedObject.name=${name}`
  try {
    return (await getList(exec, place, ['events', `--field-selector=${selector}`])) as KubeEvent[]
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** The objects whose events may say why an app is not ready: its makers of pods, and one pod. */
const suspects = (app: KubeObject, parts: readonly KubeObject[], now: number): KubeObject[] => {
  const pods = podsOf(app, parts)
  const isOld = ({metadata}: Pod): boolean => now - Date.parse(metadata.creationTimestamp ?? '') > SUSPICIOUS_AGE_MS
  const suspect =
    pods.find(one => diagnosePod(one)) ?? pods.find(one => healthOf(one, [one])?.progress.done === false && isOld(one))
  const maker = makerOf(app, parts)
  const lacksPods = pods.length < (healthOf(app, parts)?.progress.desired ?? 0)
  return [...(suspect ? [suspect] : []), ...(maker && lacksPods ? [maker] : [])]
}

/** Asks a local cluster's provider for its nodes; undefined for any other cluster. */
export type AskNodes = () => Promise<LocalNodes | undefined>

/** What is known of the nodes; undefined where they may not be listed, since they only explain. */
export const nodeFacts = async (exec: Exec, place: Place, askNodes: AskNodes): Promise<NodeFacts | undefined> => {
  try {
    const listed = getList(exec, {...place, namespace: undefined}, ['nodes'])
    const [nodes, local] = await Promise.all([listed, askNodes()])
    return {nodes: nodes.filter(isA(node)), local}
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return undefined
    throw error
  }
}

/** The classes that objects depend on to become ready; none where they may not be listed, or a server has none. */
const getClasses = async (exec: Exec, place: Place, apps: readonly KubeObject[]): Promise<KubeObject[]> => {
  const resources = new Set(apps.flatMap(app => (workloadOf(app) ? [] : (readinessOf(app)?.classes ?? []))))
  if (resources.size === 0) return []
  try {
    return await getList(exec, {...place, namespace: undefined}, [[...resources].join(',')])
  } catch (error) {
    if (error instanceof KubiaError && ['FORBIDDEN', 'NOT_FOUND'].includes(error.code)) return []
    throw error
  }
}

/** How apps of one namespace do, asked with as few requests as that takes. Apps that don't exist are left out. */
export const examine = async (
  exec: Exec,
  place: Place,
  refs: readonly AppRef[],
  askNodes: AskNodes,
): Promise<Health[]> => {
  const apps = await getObjects(
    exec,
    place,
    refs.map(({name}) => name),
  )
  const [made, classes] = await Promise.all([getParts(exec, place, apps), getClasses(exec, place, apps)])
  const parts = [...made, ...classes, ...apps.filter(isA(pod))]
  const healths: Health[] = []
  let nodes: Promise<NodeFacts | undefined> | undefined
  for (const app of apps) {
    const health = healthOf(app, parts)
    if (!health || health.progress.done) {
      if (health) healths.push(health)
      continue
    }
    const asked = suspects(app, parts, Date.now())
    nodes ??= asked.some(isA(pod)) ? nodeFacts(exec, place, askNodes) : undefined
    const eventsOf = async ({kind, metadata: {name}}: KubeObject) =>
      [name, await getEvents(exec, place, kind, name)] as const
    // Waited for together: a request that fails while nobody waits for it would end the process.
    const [events, facts] = await Promise.all([Promise.all(asked.map(eventsOf)), nodes])
    healths.push(healthOf(app, parts, new Map(events), facts) ?? health)
  }
  return healths
}

import {type Advice, kubectlAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {kindsFor, listName} from '../kubernetes/kinds/index.ts'
import {missingTarget, saysMissing} from '../kubernetes/kinds/service.ts'
import {isPodReady} from '../kubernetes/pod-status.ts'
import type {EndpointAddress, Endpoints, KubeObject, Pod, Service, ServicePort} from '../kubernetes/types.ts'
import {commandAdvice} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import {counted, isOrAre} from '../text/counted.ts'
import {diagnosisOfNodes, troubleOf, troublesOf} from './diagnosis/nodes.ts'
import {type AskNodes, examine, nodeFacts, refOf} from './examine.ts'
import {kubectlCommand} from './kubectl.ts'
import {createNextLook} from './next-look.ts'
import {getList, getObject, kubiaAt, listIfAllowed, type Place} from './objects.ts'
import {describeIdle, idleAppsOf} from './service-health.ts'
import {failureOf} from './wait.ts'
import {watchedList} from './watched-lists.ts'

/** The longest pause between two looks where nothing is watched, in ms. */
const POLL_MS = 500
/** For how long no pod at all may match a selector, in ms: a controller makes its pods in far less. */
const NO_PODS_GRACE_MS = 5000
/** For how long all pods may be on nodes that are not Ready, in ms: a node that lasts so is no node that starts. */
const NODE_GRACE_MS = 10_000
/** At most so many pods are asked about when none is ready. */
const MAX_SUSPECTS = 3

/** The addresses that a service leads to now. */
export const readyAddresses = (endpoints: Endpoints | undefined): EndpointAddress[] =>
  (endpoints?.subsets ?? []).flatMap(({addresses = []}) => addresses)

const selectorText = (service: Service): string =>
  Object.entries(service.spec.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** What may be scaled in a namespace; nothing for whoever may not list it. @throws as `getList` */
export const listScalable = (exec: Exec, place: Place): Promise<KubeObject[]> =>
  listIfAllowed(exec, place, [kindsFor('scale').map(listName).join(',')])

/** The failure of a service that no pod is behind. @param idle the apps that are scaled to 0 */
const noPods = ({place, service}: WaitForEndpoints, idle: readonly KubeObject[]): KubiaError => {
  const why = describeIdle(idle) ?? `its selector ${selectorText(service)} matches 0 pods`
  const scale = ({kind, metadata}: KubeObject): Advice =>
    kubiaAt(place, ['scale', kind.toLowerCase(), metadata.name, '1'], {comment: 'starts a pod'})
  return new KubiaError('NO_ENDPOINTS', `service ${service.metadata.name} leads nowhere: ${why}`, {
    fix:
      idle.length > 0
        ? idle.map(scale)
        : [kubectlAdvice(['get', 'pods', '--show-labels'], 'what labels the pods have')],
    left: 'the service is still there',
    keep: true,
  })
}

/** The ports that the containers of pods declare, by name where they have one: `web (8080)`. */
const declaredPorts = (pods: readonly Pod[]): string[] => {
  const all = pods.flatMap(({spec}) => spec.containers.flatMap(({ports = []}) => ports))
  return [...new Set(all.map(({name, containerPort}) => (name ? `${name} (${containerPort})` : String(containerPort))))]
}

/** The failure of a service whose target port no container has: waiting does not help. */
const noTarget = ({place, service}: WaitForEndpoints, port: ServicePort, pods: readonly Pod[]): KubiaError => {
  const {name} = service.metadata
  const declared = declaredPorts(pods)
  const known = declared.length > 0 ? `the containers have ${declared.join(', ')}` : 'the containers declare none'
  const edit = kubectlCommand(place, ['edit', 'service', name])
  return new KubiaError('NO_ENDPOINTS', `service ${name} leads nowhere: ${saysMissing(port)}`, {
    fix: [commandAdvice(edit, `a targetPort that there is, by number or name: ${known}`)],
    left: 'the service is still there',
    keep: true,
  })
}

/** What is said of pods that are ready while the endpoints controller does not list them; undefined where none is. */
const unlisted = (pods: readonly Pod[], selector: string): string | undefined => {
  const ready = pods.filter(isPodReady).length
  return ready === 0
    ? undefined
    : `${counted(ready, 'pod')} of ${selector} ${isOrAre(ready)} ready, and not listed as endpoints yet`
}

/** The failure of a service whose ready pods nobody has listed in the time that there was. */
const notListed = ({service, next}: WaitForEndpoints, says: string): KubiaError =>
  new KubiaError('NOT_READY', `service ${service.metadata.name} has no endpoints: ${says}`, {
    fix: [kubectlAdvice(['get', 'pods', '-n', 'kube-system'], 'whether kube-controller-manager runs')],
    next,
    left: 'the service is still there',
    keep: true,
  })

export interface WaitForEndpoints {
  place: Place
  service: Service
  askNodes: AskNodes
  signal: AbortSignal
  renewSignal: () => void
  report: (detail: string) => void
  next: Advice
}

/**
 * The addresses of pods whose nodes run. Of a local cluster it is known at once that a node is stopped, and the API
 * server goes on for 40 s to send connections there.
 * @throws KubiaError NODES_NOT_READY where all of them are on stopped nodes
 */
const onRunningNodes = async (
  exec: Exec,
  addresses: readonly EndpointAddress[],
  {place, askNodes, next}: WaitForEndpoints,
): Promise<string[]> => {
  const local = await askNodes()
  const stopped = local?.nodes.filter(({running}) => !running) ?? []
  const lost = addresses.filter(({nodeName}) => stopped.some(({name}) => name === nodeName))
  const running = addresses.filter(address => !lost.includes(address))
  if (running.length > 0) return running.map(({ip}) => ip)
  const names = new Set(lost.map(({nodeName}) => nodeName))
  const facts = {nodes: await getList(exec, {...place, namespace: undefined}, ['nodes']), local}
  const troubles = troublesOf(facts).filter(({node}) => names.has(node))
  throw await failureOf(exec, place, undefined, diagnosisOfNodes(troubles), next)
}

/**
 * Waits until a service leads to at least one ready pod. Endpoints are read in their old form: servers of all versions
 * have it, EndpointSlices only those from 1.21.
 * @returns the addresses. @throws KubiaError NO_ENDPOINTS, what keeps the pods from being ready, or NOT_READY
 */
export const waitForEndpoints = async (exec: Exec, options: WaitForEndpoints): Promise<string[]> => {
  const {place, service, askNodes, signal, renewSignal, report, next} = options
  const selector = selectorText(service)
  const startedAt = performance.now()
  let pods: Pod[] = []
  /** Whether a pod is on a node that can run it, all are on nodes that cannot, or some are on none. */
  const whereTheyAre = async (): Promise<'good nodes' | 'lost nodes' | 'no node'> => {
    const facts = await nodeFacts(exec, place, askNodes)
    const bound = pods.flatMap(({spec}) => spec.nodeName ?? [])
    if (facts && bound.some(name => !troubleOf(name, facts))) return 'good nodes'
    return bound.length === pods.length ? 'lost nodes' : 'no node'
  }
  /** Since when all pods are on nodes that are not Ready; undefined while one is not. */
  let downSince: number | undefined
  const idle = async (): Promise<KubeObject[]> => idleAppsOf(service, await listScalable(exec, place))
  const worst = async () =>
    (
      await examine(
        exec,
        place,
        pods.slice(0, MAX_SUSPECTS).map(pod => refOf(pod, place.namespace)),
        askNodes,
      )
    ).find(({diagnosis}) => diagnosis)
  const nextLook = createNextLook(exec, place, {mostMs: POLL_MS, signal})
  const lists = [
    watchedList('endpoints', place.namespace, {name: service.metadata.name}),
    watchedList('pods', place.namespace, {labelSelector: selector}),
  ].filter(list => list !== undefined)
  try {
    for (;;) {
      const lookedAt = performance.now()
      const addresses = readyAddresses(await getObject<Endpoints>(exec, place, 'endpoints', service.metadata.name))
      if (selector === '') return addresses.map(({ip}) => ip)
      if (addresses.length > 0) return await onRunningNodes(exec, addresses, options)
      const found = (await getList(exec, place, ['pods', '-l', selector])) as Pod[]
      pods = found.filter(({metadata}) => !metadata.deletionTimestamp)
      if (pods.length === 0) {
        const scaledToZero = await idle()
        if (scaledToZero.length > 0 || performance.now() - startedAt > NO_PODS_GRACE_MS)
          throw noPods(options, scaledToZero)
      }
      const missing = missingTarget(service, pods)
      if (missing) throw noTarget(options, missing, pods)
      const bad = await worst()
      const diagnosis = bad?.diagnosis
      const at = diagnosis?.ofNode ? await whereTheyAre() : undefined
      downSince = at === 'lost nodes' ? (downSince ?? performance.now()) : undefined
      const staysDown = downSince !== undefined && performance.now() - downSince > NODE_GRACE_MS
      if (diagnosis && ((diagnosis.hopeless && at !== 'good nodes') || staysDown))
        throw await failureOf(exec, place, bad, {...diagnosis, hopeless: true}, next)
      const all = `${counted(pods.length, 'pod')} of ${selector}`
      const why = diagnosis?.ofNode
        ? `${all}: ${diagnosis.short}`
        : (unlisted(pods, selector) ?? `${all}: none is ready`)
      report(`0 endpoints · ${why}`)
      await nextLook.wait(performance.now() - lookedAt, () => lists)
    }
  } catch (error) {
    if (!signal.aborted) throw error
    if (!(signal.reason instanceof KubiaError) || signal.reason.code !== 'TIMEOUT') throw signal.reason
    renewSignal()
    if (pods.length === 0) throw noPods(options, await idle())
    const bad = await worst()
    const says = bad?.diagnosis ? undefined : unlisted(pods, selector)
    if (says !== undefined) throw notListed(options, says)
    throw await failureOf(exec, place, bad, bad?.diagnosis && {...bad.diagnosis, hopeless: false}, next)
  } finally {
    await nextLook.end()
  }
}

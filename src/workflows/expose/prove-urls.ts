import {setTimeout as sleep} from 'node:timers/promises'
import {listScalable, readyAddresses} from '../../api-server/endpoints.ts'
import {getList, getObjects, type Place} from '../../api-server/objects.ts'
import {describeIdle, idleAppsOf} from '../../api-server/service-health.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {findUrl} from '../../expose/find-url.ts'
import {candidateUrls} from '../../expose/urls.ts'
import {isA} from '../../kubernetes/kinds/index.ts'
import {pod} from '../../kubernetes/kinds/pod.ts'
import {explainNoEndpoints, service as serviceKind} from '../../kubernetes/kinds/service.ts'
import {namespacedName} from '../../kubernetes/object-name.ts'
import type {Endpoints, KubeObject, Node, Service} from '../../kubernetes/types.ts'
import {type Action, done, type Report, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {type FindCluster, findClusterOf} from '../bring-image.ts'
import {getService} from './make-service.ts'
import {awaitTunnel, nodesOf} from './reach.ts'

/** A service that was asked for, and where it answered. */
interface Asked {
  service: Service
  /** Undefined where it did not answer. */
  url?: string | undefined
  /** Why it did not. */
  why?: string
}

/** A service that may answer on this machine: one with a port of the nodes, or with addresses of its own. */
const mayAnswer = ({spec}: Service): boolean =>
  spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0

/** For so long services may take to get endpoints once their pods are ready, in ms. */
const ENDPOINTS_MS = 5000
const POLL_MS = 500

const placeOf = ({metadata}: Service, at: Place): Place => ({...at, namespace: metadata.namespace ?? at.namespace})

/** The services of each namespace, with the place that stands for it. */
const byNamespace = (at: Place, services: readonly Service[]): [Place, Service[]][] =>
  [...Map.groupBy(services, one => placeOf(one, at).namespace)].map(([namespace, some]) => [{...at, namespace}, some])

/** Waits until services lead to ready pods, all at once. @returns those that lead nowhere in the end */
const awaitEndpoints = async (
  {run}: Pick<Workflow, 'run'>,
  at: Place,
  services: readonly Service[],
  report: Report,
): Promise<Service[]> => {
  const deadline = performance.now() + ENDPOINTS_MS
  let left = [...services]
  for (;;) {
    const found = await Promise.all(
      byNamespace(at, left).map(async ([place, some]) => {
        const names = some.map(({metadata}) => `endpoints/${metadata.name}`)
        const endpoints = (await getObjects(run.exec, place, names)) as Endpoints[]
        return endpoints
          .filter(one => readyAddresses(one).length > 0)
          .map(({metadata}) => [place.namespace, metadata.name])
      }),
    )
    const ready = new Set(found.flat().map(words => words.join('/')))
    left = left.filter(one => !ready.has(`${placeOf(one, at).namespace}/${one.metadata.name}`))
    if (left.length === 0 || performance.now() > deadline) return left
    report(`no endpoints yet: ${left.map(({metadata}) => metadata.name).join(', ')}`)
    await sleep(POLL_MS, undefined, {signal: run.signal}).catch(() => run.signal.throwIfAborted())
  }
}

/** Says of services without endpoints why they have none. */
const explainAll = async ({run}: Pick<Workflow, 'run'>, at: Place, services: readonly Service[]): Promise<Asked[]> => {
  const asked = byNamespace(at, services).map(async ([place, some]) => {
    const [listed, apps] = await Promise.all([getList(run.exec, place, ['pods']), listScalable(run.exec, place)])
    const pods = listed.filter(isA(pod))
    return some.map(service => {
      const idle = describeIdle(idleAppsOf(service, apps))
      return {service, why: explainNoEndpoints(service, pods, [], idle) ?? 'it has no endpoints'}
    })
  })
  return (await Promise.all(asked)).flat()
}

/** What is asked once for all services. */
interface Around {
  nodes: readonly Node[]
  findCluster: FindCluster
}

/** Asks a service at the URLs that it may have. */
const ask = async (
  flow: Workflow,
  at: Place,
  made: Service,
  {nodes, findCluster}: Around,
  report: Report,
): Promise<Asked> => {
  const {run} = flow
  const place = placeOf(made, at)
  const {name} = made.metadata
  const latest = (await getService(run.exec, place, name)) ?? made
  const service = await awaitTunnel(run, place, latest, report)
  const local = (await findCluster())?.cluster.nodes ?? []
  const candidates = candidateUrls(service, nodes, local)
  try {
    const options = {place, service, candidates, signal: run.signal, report, declared: [], what: `service ${name}`}
    const {url, text} = await findUrl(run.exec, options)
    return url === undefined ? {service, why: text} : {service, url}
  } catch (error) {
    // The set is applied, and its apps are ready: a service that answers nothing is told, and no failure of the rest.
    if (!(error instanceof KubiaError) || error.code !== 'NO_ANSWER') throw error
    return {service, why: error.message}
  }
}

const askAll = (flow: Workflow, place: Place, services: readonly Service[]): Action<Asked[]> =>
  runOnly<Asked[]>(async report => {
    const nowhere = await awaitEndpoints(flow, place, services, report)
    const leading = services.filter(one => !nowhere.includes(one))
    const around = {
      nodes: leading.length > 0 ? await nodesOf(flow.run, place) : [],
      findCluster: findClusterOf(flow, place),
    }
    const answers = await Promise.allSettled([
      explainAll(flow, place, nowhere),
      ...leading.map(async one => [
        await ask(flow, place, one, around, detail => report(`${one.metadata.name}: ${detail}`)),
      ]),
    ])
    const asked = answers.flatMap(answer => {
      if (answer.status === 'rejected') throw answer.reason
      return answer.value
    })
    const ofService = new Map(asked.map(one => [namespacedName(one.service), one]))
    const inOrder = services.flatMap(one => ofService.get(namespacedName(one)) ?? [])
    const answering = inOrder.filter(({url}) => url !== undefined)
    return done(`${answering.length}/${inOrder.length} services answer on this machine`, inOrder)
  }, [])

/**
 * Finds out which services of a set answer on this machine, by asking all side by side; warns of those that do not.
 * @returns the URLs that answered, one a service at most, in the order of the set
 */
export const proveUrls = async (flow: Workflow, place: Place, objects: readonly KubeObject[]): Promise<string[]> => {
  const services = objects.filter(isA(serviceKind)).filter(mayAnswer)
  if (services.length === 0) return []
  const asked = await flow.step('Probe', askAll(flow, place, services))
  for (const {service, url, why} of asked)
    if (url === undefined) flow.note(`warning: service ${service.metadata.name} has no URL on this machine: ${why}`)
  return asked.flatMap(({url}) => url ?? [])
}

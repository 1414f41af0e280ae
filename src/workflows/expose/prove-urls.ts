import {setTimeout as sleep} from 'node:timers/promises'
import {readyAddresses} from '../../api-server/endpoints.ts'
import {getObject, type Place} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {findUrl} from '../../expose/find-url.ts'
import {candidateUrls} from '../../expose/urls.ts'
import {isA} from '../../kubernetes/kinds/index.ts'
import {service as serviceKind} from '../../kubernetes/kinds/service.ts'
import type {Endpoints, KubeObject, Service} from '../../kubernetes/types.ts'
import {type Action, done, type Report, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {findClusterOf} from '../bring-image.ts'
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

/** For so long a service may take to get endpoints once its pods are ready, in ms. */
const ENDPOINTS_MS = 5000
const POLL_MS = 500

/** Whether a service leads to a ready pod. */
const hasEndpoints = async ({run}: Pick<Workflow, 'run'>, place: Place, name: string): Promise<boolean> => {
  const deadline = performance.now() + ENDPOINTS_MS
  for (;;) {
    if (readyAddresses(await getObject<Endpoints>(run.exec, place, 'endpoints', name)).length > 0) return true
    if (performance.now() > deadline) return false
    await sleep(POLL_MS, undefined, {signal: run.signal}).catch(() => run.signal.throwIfAborted())
  }
}

/** Asks a service at the URLs that it may have. */
const ask = async (flow: Workflow, at: Place, made: Service, report: Report): Promise<Asked> => {
  const {run} = flow
  const place = {...at, namespace: made.metadata.namespace ?? at.namespace}
  const {name} = made.metadata
  if (!(await hasEndpoints(flow, place, name))) return {service: made, why: 'no ready pod is behind it'}
  const latest = (await getService(run.exec, place, name)) ?? made
  const service = await awaitTunnel(run, place, latest, report)
  const local = (await findClusterOf(flow, place)())?.cluster.nodes ?? []
  const candidates = candidateUrls(service, await nodesOf(run, place), local)
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
    const asked: Asked[] = []
    for (const service of services) asked.push(await ask(flow, place, service, report))
    const answering = asked.filter(({url}) => url !== undefined)
    return done(`${answering.length}/${asked.length} services answer on this machine`, asked)
  }, [])

/**
 * Finds out which services of a set answer on this machine, by asking; warns of those that do not.
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

import {setTimeout as sleep} from 'node:timers/promises'
import {waitForEndpoints} from '../api-server/endpoints.ts'
import {getObject, getObjects, kubiaAt, type Place} from '../api-server/objects.ts'
import {findLocalCluster} from '../cluster/registry.ts'
import {kubectlAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {noAnswer, REFUSAL_GRACE_MS} from '../expose/find-url.ts'
import {probeUrls} from '../expose/probe-urls.ts'
import {probeThroughApi} from '../expose/proxy.ts'
import {candidateUrls, ON_NODE} from '../expose/urls.ts'
import type {Service, ServicePort} from '../kubernetes/types.ts'
import type {Run} from '../process/run.ts'
import {awaitTunnel, forGood, nodesOf} from './expose/reach.ts'
import {statusAdvice} from './wait-until-ready.ts'

/** The service of the cluster itself, which nobody means. */
const isOfCluster = ({metadata}: Service): boolean => metadata.name === 'kubernetes'

/**
 * The service that is meant: the one named, else the only one of the namespace.
 * @throws KubiaError NOT_FOUND, AMBIGUOUS_NAME naming the services
 */
export const chooseService = async (
  run: Pick<Run, 'exec'>,
  place: Place,
  name: string | undefined,
): Promise<Service> => {
  const {namespace} = place
  if (name !== undefined) {
    const found = await getObject<Service>(run.exec, place, 'service', name)
    if (found) return found
    throw new KubiaError('NOT_FOUND', `service "${name}" not found in namespace ${namespace}`, {
      fix: [
        kubectlAdvice(['get', 'services'], 'lists what there is'),
        kubiaAt(place, ['expose', name], {comment: 'makes a service for the app of that name'}),
      ],
    })
  }
  const services = ((await getObjects(run.exec, place, ['services'])) as Service[]).filter(found => !isOfCluster(found))
  const [only, ...others] = services
  if (only && others.length === 0) return only
  const names = services.map(({metadata}) => metadata.name)
  if (only)
    throw new KubiaError('AMBIGUOUS_NAME', `there are several services: ${names.join(', ')}`, {
      fix: names.slice(0, 3).map(known => kubiaAt(place, ['open', known])),
    })
  throw new KubiaError('NOT_FOUND', `there is no service in namespace ${namespace}`, {
    fix: [kubiaAt(place, ['expose', 'deployment', 'NAME'], {comment: 'makes one'})],
  })
}

/** The port of a service that a browser can ask. @throws KubiaError NO_URL where it has none of TCP */
export const portOf = (service: Service): ServicePort => {
  const port = (service.spec.ports ?? []).find(({protocol = 'TCP'}) => protocol === 'TCP')
  if (port) return port
  const {name} = service.metadata
  const {type, externalName} = service.spec
  if (type === 'ExternalName')
    throw new KubiaError('NO_URL', `service ${name} is a name for ${externalName}, so it has no URL of its own`, {
      fix: [`ask ${externalName} itself`],
    })
  throw new KubiaError('NO_URL', `service ${name} has no TCP port, so it has no URL`, {
    fix: [
      kubectlAdvice(
        ['describe', 'service', name],
        'its ports: a node port of UDP is published with up -p HOST:NODEPORT/UDP',
      ),
    ],
  })
}

/** A URL that answered, or what was tried. */
export interface FoundUrl {
  url: string | undefined
  /** Why it should answer, and what it said; or what all others said. */
  text: string
  /** The line that gives it a URL that stays, where this one does not. */
  lasting?: string | undefined
}

const RETRY_MS = 500

/**
 * Asks the API server to try the port, which a forwarded one would lead to. What answers with something else than HTTP
 * is fine: only a refusal, which lasts, is not.
 * @throws KubiaError NO_ANSWER where the pods refuse connections
 */
const mustListen = async (
  run: Pick<Run, 'exec' | 'signal'>,
  place: Place,
  service: Service,
  tried: readonly string[],
): Promise<void> => {
  const deadline = performance.now() + REFUSAL_GRACE_MS
  for (;;) {
    const answer = await probeThroughApi(run.exec, place, service, portOf(service))
    if (answer.answered !== false || !/connection refused/.test(answer.text)) return
    if (performance.now() > deadline) throw noAnswer({place, service, declared: [], what: 'KIND NAME'}, tried, answer)
    await sleep(RETRY_MS, undefined, {signal: run.signal})
  }
}

/**
 * Looks for a URL at which a service answers from this machine, by asking each that may.
 * @throws KubiaError NO_ENDPOINTS and others where it leads to no ready pod, NO_ANSWER where nothing listens there
 */
export const findOpenUrl = async (
  run: Pick<Run, 'exec' | 'signal' | 'cancellation'>,
  place: Place,
  found: Service,
  report: (line: string) => void,
): Promise<FoundUrl> => {
  await waitForEndpoints(run.exec, {
    place,
    service: found,
    what: `service ${found.metadata.name}`,
    signal: run.signal,
    renewSignal: () => run.cancellation.renew(),
    report,
    next: statusAdvice(place),
  })
  const service = await awaitTunnel(run, place, found, report)
  const hasNodePort = service.spec.ports?.some(({nodePort}) => nodePort) === true
  const [nodes, local] = await Promise.all([
    hasNodePort ? nodesOf(run, place) : [],
    place.context === undefined ? undefined : findLocalCluster(run.exec, place.context),
  ])
  const candidates = candidateUrls(service, nodes, local?.cluster.nodes ?? [])
  const {found: answering, tried} = await probeUrls(candidates, run.signal)
  const lasting = forGood(service, local)
  if (answering) {
    const text = `${answering.why}; it answers ${answering.text}`
    return {url: answering.url, text, lasting: answering.why === ON_NODE ? lasting : undefined}
  }
  await mustListen(run, place, service, tried)
  return {url: undefined, text: tried.join(', ') || `its type is ${service.spec.type ?? 'ClusterIP'}`, lasting}
}

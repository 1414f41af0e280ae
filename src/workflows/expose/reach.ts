import {setTimeout as sleep} from 'node:timers/promises'
import {getObject, kubiaAt, listIfAllowed, type Place} from '../../api-server/objects.ts'
import {configArgs} from '../../cluster/ownership.ts'
import {upAdvice} from '../../cluster/providers/index.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {isPending} from '../../expose/annotations.ts'
import type {Reach} from '../../expose/find-url.ts'
import {runningTunnel} from '../../expose/tunnel/state.ts'
import {ON_NODE, publishedPlaces} from '../../expose/urls.ts'
import type {Node, Service} from '../../kubernetes/types.ts'
import type {Advised} from '../../printers/advice.ts'
import type {Run} from '../../process/run.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {freeUrl} from './published.ts'

/** The nodes, for their addresses; none where this user may not see them. */
export const nodesOf = async (run: Pick<Run, 'exec'>, place: Place): Promise<Node[]> =>
  (await listIfAllowed(run.exec, {...place, namespace: undefined}, ['nodes'])) as Node[]

/** For so long a running tunnel may take to give a new service its address, in ms. */
const TUNNEL_MS = 8000
const POLL_MS = 250

/** A service as it is once a tunnel that runs here has given it its address; as it was, where none does. */
export const awaitTunnel = async (
  run: Pick<Run, 'exec' | 'signal'>,
  place: Place,
  service: Service,
  report: (detail: string) => void,
): Promise<Service> => {
  const serves = isPending(service) && place.context !== undefined
  const tunnel = serves ? await runningTunnel(run.exec, place.context ?? '') : undefined
  const {namespace} = service.metadata
  if (!tunnel || (tunnel.namespace !== undefined && tunnel.namespace !== namespace)) return service
  const deadline = performance.now() + TUNNEL_MS
  let latest = service
  while (isPending(latest) && performance.now() < deadline) {
    report(`waiting for the tunnel (pid ${tunnel.pid}) to give it an address`)
    await sleep(POLL_MS, undefined, {signal: run.signal}).catch(() => run.signal.throwIfAborted())
    latest = (await getObject<Service>(run.exec, place, 'service', service.metadata.name)) ?? latest
  }
  return latest
}

/** The line that gives a service a URL of its own, with nothing in the background; undefined where there is none. */
export const forGood = (service: Service, target: LocalClusterOf | undefined): Advised | undefined => {
  const ports = service.spec.ports ?? []
  const port = ports.find(({protocol = 'TCP'}) => protocol === 'TCP') ?? ports[0]
  if (!target || !port?.nodePort) return undefined
  const {provider, name} = target.cluster
  const protocol = (port.protocol ?? 'TCP') === 'TCP' ? '' : `/${port.protocol}`
  const flags = [...configArgs(target.cluster), '-p', `8080:${port.nodePort}${protocol}`]
  const comment = 'when the cluster is created again'
  return {label: 'for good', advice: [upAdvice(provider, name, {flags, comment})]}
}

const hasTcp = ({spec}: Service): boolean => (spec.ports ?? []).some(({protocol = 'TCP'}) => protocol === 'TCP')

/** What came of looking for a URL, on one line. */
export const reachText = (
  {url, why, text, inside}: Reach,
  service: Service,
  target: LocalClusterOf | undefined,
): string => {
  if (url !== undefined) return `${url} answers ${text}${why === undefined ? '' : ` (${why})`}`
  const places = hasTcp(service) ? [] : publishedPlaces(service, target?.cluster.nodes ?? [])
  if (places.length > 0) return `published at ${places.join(', ')}; ${text}`
  return `no URL on this machine; ${inside ? `inside the cluster it answers ${JSON.stringify(text)}` : text}`
}

/** What the lines about a service's URL need to know. */
export interface ReachContext {
  /** The local cluster that the service is on; undefined for any other. */
  target: LocalClusterOf | undefined
  /** The exposed object, as the command line names it: `deployment kubia`. */
  what: string
}

/** Says what a user may not expect: a pending address, how to reach what has no URL, and a better URL. */
export const explainReach = async (
  {run, look, note}: Pick<Workflow, 'look' | 'note'> & {run: Pick<Run, 'exec'>},
  place: Place,
  service: Service,
  {url, why}: Reach,
  {target, what}: ReachContext,
): Promise<void> => {
  const {name} = service.metadata
  if (isPending(service)) {
    const reason = target ? 'the cluster has no load balancer of its own' : 'nothing has given it an address yet'
    note(`warning: EXTERNAL-IP of ${name} is <pending>: ${reason}${url ? `; ${url} answers all the same` : ''}`)
    const tunnel = kubiaAt(place, ['tunnel'], {comment: 'in another terminal', namespaced: false})
    note({label: 'an address', advice: [tunnel]})
  }
  const lasting = forGood(service, target)
  if (url !== undefined) {
    if (why === ON_NODE && lasting) note(lasting)
    return
  }
  if (service.spec.type === 'ClusterIP') note(`${name} is of type ClusterIP: it answers inside the cluster only`)
  if (hasTcp(service))
    note({
      label: 'from here',
      advice: [kubiaAt(place, ['open', name], {comment: 'forwards a port to it until Ctrl-C'})],
    })
  else if (publishedPlaces(service, target?.cluster.nodes ?? []).length > 0) return
  if (lasting) note(lasting)
  else if (hasTcp(service)) {
    const free = await freeUrl({run, look}, place, target)
    const args = ['expose', ...what.split(' '), '--name', name, '--type', 'NodePort']
    if (free !== undefined)
      note({label: 'for good', advice: [kubiaAt(place, args, {comment: `then it answers at ${free}`})]})
  }
}

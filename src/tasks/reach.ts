import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../errors/kubia-error.ts'
import {isPending} from '../expose/annotations.ts'
import type {Reach} from '../expose/find-url.ts'
import {runningTunnel} from '../expose/tunnel/state.ts'
import {getObject, getObjects, kubiaLine, type Place} from '../kube/objects.ts'
import type {Node, Service} from '../printers/types.ts'
import type {Run} from '../process/run.ts'
import type {Face} from './faces/face.ts'

/** The nodes, for their addresses; none where this user may not see them. */
export const nodesOf = async (run: Run, place: Place): Promise<Node[]> => {
  try {
    return (await getObjects(run.exec, {...place, namespace: undefined}, ['nodes'])) as Node[]
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** For so long a running tunnel may take to give a new service its address, in ms. */
const TUNNEL_MS = 8000
const POLL_MS = 250

/** A service as it is once a tunnel that runs here has given it its address; as it was, where none does. */
export const awaitTunnel = async (
  run: Run,
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

/** Says what a user may not expect: a pending address, and how to reach what has no URL. */
export const explainReach = (face: Face, place: Place, service: Service, {url}: Reach, isLocal: boolean): void => {
  const {name} = service.metadata
  const [port] = service.spec.ports ?? []
  if (isPending(service)) {
    const why = isLocal ? 'the cluster has no load balancer of its own' : 'nothing has given it an address yet'
    face.note(`warning: EXTERNAL-IP of ${name} is <pending>: ${why}${url ? `; ${url} answers all the same` : ''}`)
    face.note(`  an address: ${kubiaLine(place, ['tunnel'], {namespace: false})}     # in another terminal`)
  }
  if (url !== undefined) return
  if (service.spec.type === 'ClusterIP') face.note(`${name} is of type ClusterIP: it answers inside the cluster only`)
  face.note(`  from here:  ${kubiaLine(place, ['open', name])}     # forwards a port to it until Ctrl-C`)
  if (isLocal && port?.nodePort)
    face.note(`  for good:   kubectl kubia up -p 8080:${port.nodePort}     # when the cluster is made anew`)
}

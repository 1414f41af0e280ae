import {getObjects, kubiaLine, type Place} from '../../api-server/objects.ts'
import {desiredService, hasNodePorts, type ServiceSpec} from '../../api-server/service.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {candidateUrls, freePublishedPort, publishedUrl} from '../../expose/urls.ts'
import {isA} from '../../kubernetes/kinds/index.ts'
import {service as serviceKind} from '../../kubernetes/kinds/service.ts'
import type {KubeObject, Service} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {localClusterOf, type WorkloadResult} from '../workload.ts'

/**
 * The published node port that a service without one should take: it answers on this machine then, on every system, with
 * nothing in the background. Undefined where the cluster publishes none that is free, and for types without node ports.
 */
export const choosePublishedPort = async (
  run: Run,
  place: Place,
  local: LocalClusterOf | undefined,
  {type, protocol}: {type: string | undefined; protocol: string | undefined},
): Promise<number | undefined> => {
  const nodes = local?.cluster.nodes ?? []
  if (!hasNodePorts(type) || !nodes.some(({ports}) => ports.length > 0)) return undefined
  const services = (await getObjects(run.exec, {...place, namespace: undefined}, ['services', '-A'])) as Service[]
  return freePublishedPort(nodes, services, protocol)
}

/**
 * The Service as it is to be. A port that is to have a node port and has none takes a published one that is free.
 * @throws as `desiredService`
 */
export const planService = async (
  run: Run,
  place: Place,
  local: () => Promise<LocalClusterOf | undefined>,
  object: KubeObject,
  spec: ServiceSpec,
  live: Service | undefined,
): Promise<{service: Service; chosen?: number}> => {
  const service = desiredService(object, spec, live)
  const {type, ports: [port] = [], allocateLoadBalancerNodePorts} = service.spec
  if (!port || port.nodePort !== undefined || !hasNodePorts(type) || allocateLoadBalancerNodePorts === false)
    return {service}
  const chosen = await choosePublishedPort(run, place, await local(), {type, protocol: port.protocol})
  return chosen === undefined ? {service} : {service: desiredService(object, {...spec, nodePort: chosen}, live), chosen}
}

/** Says after a new app was deployed which URL it can have with nothing in the background. */
export const tellFreePort = async (
  run: Run,
  reporter: Reporter,
  place: Place,
  result: WorkloadResult,
): Promise<void> => {
  const {object, verdict} = result
  if (!object || verdict !== 'created') return
  const url = await freeUrl(run, place, await localClusterOf(run, place)())
  const words = ['expose', 'deployment', object.metadata.name, '--type', 'NodePort']
  if (url !== undefined) reporter.say(`  next: ${kubiaLine(place, words)}     # then it answers at ${url}`)
}

/** The URL that a service of type NodePort would have now; undefined where no published port is free. */
export const freeUrl = async (
  run: Run,
  place: Place,
  local: LocalClusterOf | undefined,
): Promise<string | undefined> => {
  const nodePort = await choosePublishedPort(run, place, local, {type: 'NodePort', protocol: 'TCP'})
  return nodePort === undefined ? undefined : publishedUrl(nodePort, local?.cluster.nodes ?? [])
}

/** Says which services of some manifests have a URL of this machine, and which could have one. */
export const tellPublished = async (
  run: Run,
  reporter: Reporter,
  place: Place,
  objects: readonly KubeObject[],
): Promise<void> => {
  const services = objects.filter(isA(serviceKind))
  const able = services.filter(({spec}) => hasNodePorts(spec.type))
  const local = able.length === 0 ? undefined : await localClusterOf(run, place)()
  if (!local) return
  for (const service of able) {
    const {name} = service.metadata
    const urls = candidateUrls(
      {...service, status: {}, spec: {...service.spec, externalIPs: []}},
      [],
      local.cluster.nodes,
    )
    const nodePort = await choosePublishedPort(run, place, local, {type: service.spec.type, protocol: 'TCP'})
    const free = nodePort === undefined ? undefined : publishedUrl(nodePort, local.cluster.nodes)
    if (urls.length > 0) reporter.say(`service ${name} has ${urls.map(({url}) => url).join(', ')}`)
    else if (free !== undefined)
      reporter.say(`service ${name} has no URL here; with nodePort: ${nodePort} it has ${free}`)
  }
}

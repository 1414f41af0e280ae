import {getList, kubiaAt, type Place} from '../../api-server/objects.ts'
import {desiredService, hasNodePorts, type ServiceRequest} from '../../api-server/service.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {candidateUrls, freePublishedPort, publishedUrl} from '../../expose/urls.ts'
import {isA} from '../../kubernetes/kinds/index.ts'
import {service as serviceKind} from '../../kubernetes/kinds/service.ts'
import type {KubeObject, Service} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {type FindCluster, findClusterOf} from '../bring-image.ts'
import type {Deployed} from '../deploy/deploy.ts'

/** What looks at a cluster. */
type Looks = Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>}

/**
 * The published node port that a service without one should take: it answers on this machine then, on every system, with
 * nothing in the background. Undefined where the cluster publishes none that is free, and for types without node ports.
 */
export const choosePublishedPort = async (
  {run, look}: Looks,
  place: Place,
  target: LocalClusterOf | undefined,
  {type, protocol}: {type: string | undefined; protocol: string | undefined},
): Promise<number | undefined> => {
  const nodes = target?.cluster.nodes ?? []
  if (!hasNodePorts(type) || !nodes.some(({ports}) => ports.length > 0)) return undefined
  const ask = () => getList(run.exec, {...place, namespace: undefined}, ['services', '-A'])
  const services = (await look(ask, [])) as Service[]
  return freePublishedPort(nodes, services, protocol)
}

/**
 * The Service as it is to be. A port that is to have a node port and has none takes a published one that is free.
 * @throws as `desiredService`
 */
export const chooseService = async (
  looks: Looks,
  place: Place,
  findCluster: FindCluster,
  object: KubeObject,
  spec: ServiceRequest,
  live: Service | undefined,
): Promise<{service: Service; chosen?: number}> => {
  const service = desiredService(object, spec, live)
  const {type, ports: [port] = [], allocateLoadBalancerNodePorts} = service.spec
  if (!port || port.nodePort !== undefined || !hasNodePorts(type) || allocateLoadBalancerNodePorts === false)
    return {service}
  const chosen = await choosePublishedPort(looks, place, await findCluster(), {type, protocol: port.protocol})
  return chosen === undefined ? {service} : {service: desiredService(object, {...spec, nodePort: chosen}, live), chosen}
}

/** Says after a new app was deployed which URL it can have with nothing in the background. */
export const suggestFreePort = async (flow: Workflow, place: Place, {object, verdict}: Deployed): Promise<void> => {
  if (verdict !== 'created') return
  const url = await freeUrl(flow, place, await findClusterOf(flow, place)())
  const args = ['expose', 'deployment', object.metadata.name, '--type', 'NodePort']
  if (url !== undefined)
    flow.say({label: 'next', advice: [kubiaAt(place, args, {comment: `then it answers at ${url}`})]})
}

/** The URL that a service of type NodePort would have now; undefined where no published port is free. */
export const freeUrl = async (
  looks: Looks,
  place: Place,
  target: LocalClusterOf | undefined,
): Promise<string | undefined> => {
  const nodePort = await choosePublishedPort(looks, place, target, {type: 'NodePort', protocol: 'TCP'})
  return nodePort === undefined ? undefined : publishedUrl(nodePort, target?.cluster.nodes ?? [])
}

/** Says which services of some manifests have a URL of this machine, and which could have one. */
export const showPublished = async (flow: Workflow, place: Place, objects: readonly KubeObject[]): Promise<void> => {
  const services = objects.filter(isA(serviceKind))
  const able = services.filter(({spec}) => hasNodePorts(spec.type))
  const target = able.length === 0 ? undefined : await findClusterOf(flow, place)()
  if (!target) return
  for (const service of able) {
    const {name} = service.metadata
    const urls = candidateUrls(
      {...service, status: {}, spec: {...service.spec, externalIPs: []}},
      [],
      target.cluster.nodes,
    )
    const nodePort = await choosePublishedPort(flow, place, target, {type: service.spec.type, protocol: 'TCP'})
    const free = nodePort === undefined ? undefined : publishedUrl(nodePort, target.cluster.nodes)
    if (urls.length > 0) flow.say(`service ${name} has ${urls.map(({url}) => url).join(', ')}`)
    else if (free !== undefined) flow.say(`service ${name} has no URL here; with nodePort: ${nodePort} it has ${free}`)
  }
}

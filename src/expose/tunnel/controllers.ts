import type {ApiProxy} from '../../api-server/transport/proxy.ts'
import {ApiError, listApi} from '../../api-server/transport/request.ts'
import {DEFINITIONS} from '../../cluster/providers/index.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {pod} from '../../kubernetes/kinds/pod.ts'
import type {Node, Pod} from '../../kubernetes/types.ts'
import type {Exec} from '../../process/exec.ts'

/** Clouds by the scheme of their nodes' `spec.providerID`; each brings a load balancer. */
const CLOUDS: Readonly<Record<string, string>> = {
  aws: 'AWS',
  azure: 'Azure',
  gce: 'Google Cloud',
  openstack: 'OpenStack',
  digitalocean: 'DigitalOcean',
  linode: 'Linode',
  hcloud: 'Hetzner Cloud',
  ibm: 'IBM Cloud',
  oci: 'Oracle Cloud',
  alicloud: 'Alibaba Cloud',
  vultr: 'Vultr',
  scaleway: 'Scaleway',
  exoscale: 'Exoscale',
  equinixmetal: 'Equinix Metal',
}

/** Namespaces of load balancer controllers that run in a cluster. */
const NAMESPACES: readonly {namespace: string; name: string}[] = [
  {namespace: 'metallb-system', name: 'MetalLB'},
  {namespace: 'kube-vip', name: 'kube-vip'},
]

const schemeOf = (node: Node & {spec?: {providerID?: string}}): string =>
  /^([a-z0-9-]+):\/\//.exec(node.spec?.providerID ?? '')?.[1] ?? ''

/** The cloud that some nodes are of. */
export const cloudOf = (nodes: Iterable<Node>): string | undefined =>
  [...nodes].map(node => CLOUDS[schemeOf(node)]).find(Boolean)

const runsIn = async (proxy: ApiProxy, namespace: string, signal: AbortSignal): Promise<boolean> => {
  try {
    const path = `/api/v1/namespaces/${namespace}/pods?limit=20`
    const {items} = await listApi<Pod>(proxy, pod.kind, {path, signal})
    return items.some(({status}) => status?.phase === 'Running')
  } catch (error) {
    // What this user may not see, or this server does not have, is no sign of a controller.
    if (error instanceof ApiError || (error instanceof KubiaError && error.code === 'FORBIDDEN')) return false
    throw error
  }
}

/** Whether a program of this name runs on this machine, or in a container, whose programs show on Linux. */
const runsBeside = async (exec: Exec, program: string): Promise<boolean> => {
  const {stdout} = await exec({program: 'ps', args: ['-A', '-o', 'args=']}, {allowFailure: true})
  return stdout.split('\n').some(line => (line.split(' ')[0] ?? '').split('/').at(-1) === program)
}

/** The load balancer controller of a cluster, found by its nodes, by what runs in it, or by what runs beside it. */
export const findController = async (
  exec: Exec,
  proxy: ApiProxy,
  nodes: readonly Node[],
  signal: AbortSignal,
): Promise<string | undefined> => {
  const cloud = cloudOf(nodes)
  if (cloud !== undefined) return `the load balancer of ${cloud}`
  for (const {namespace, name} of NAMESPACES) if (await runsIn(proxy, namespace, signal)) return name
  const beside = DEFINITIONS.find(({name}) => nodes.some(node => schemeOf(node) === name))?.loadBalancer
  return beside !== undefined && (await runsBeside(exec, beside)) ? beside : undefined
}

import {createHash} from 'node:crypto'
import {timestamp} from '../clock.ts'
import {draft} from '../controllers/draft.ts'
import type {NodeSpec} from '../description/description.ts'
import type {Node} from '../kinds/node/types.ts'
import type {Taint} from '../kinds/pod/types.ts'
import {podNetwork} from './pod-addresses.ts'

/** The nodes' names, as kind names them: `NAME-control-plane`, `NAME-control-plane2`, `NAME-worker` … */
export const nodeNames = (
  cluster: string,
  controlPlanes: number,
  workers: number,
): Pick<NodeSpec, 'name' | 'role'>[] => {
  const named = (role: NodeSpec['role'], count: number) =>
    Array.from({length: count}, (_, index) => ({name: `${cluster}-${role}${index === 0 ? '' : index + 1}`, role}))
  return [...named('control-plane', controlPlanes), ...named('worker', workers)]
}

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane'

/**
 * What a node of a laptop with 16 GiB and a disk of 100 GiB has, in Ki as kubelets measure it: what firmware, kernel and
 * file system keep is missing. A real one has what its machine has; these are always the same.
 */
const CAPACITY = {cpu: '8', 'ephemeral-storage': '102626232Ki', memory: '16393244Ki', pods: '110'}

/** A stable id, in the form that the field has. */
const id = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

const uuid = (text: string): string => id(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

const nodeInfo = (cluster: string, name: string, version: string): Record<string, string> => ({
  architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
  bootID: uuid(`boot ${cluster} ${name}`),
  containerRuntimeVersion: `simulated://${version}`,
  kernelVersion: 'simulated',
  kubeProxyVersion: `v${version}+simulated`,
  kubeletVersion: `v${version}+simulated`,
  machineID: id(`machine ${cluster} ${name}`),
  operatingSystem: 'linux',
  osImage: 'Simulated node',
  systemUUID: uuid(`system ${cluster} ${name}`),
})

/** What the kubelet says about its node while all is well. */
export const HEALTHY: readonly {type: string; status: 'True' | 'False'; reason: string; message: string}[] = [
  {
    type: 'MemoryPressure',
    status: 'False',
    reason: 'KubeletHasSufficientMemory',
    message: 'kubelet has sufficient memory available',
  },
  {type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure'},
  {
    type: 'PIDPressure',
    status: 'False',
    reason: 'KubeletHasSufficientPID',
    message: 'kubelet has sufficient PID available',
  },
  {type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status'},
]

export interface NodeContext {
  cluster: string
  /** `1.36.0` */
  version: string
  hasWorkers: boolean
  now: Date
}

/**
 * The Node that a kubelet registers, as kind's nodes are: the control plane is tainted where there are workers.
 * @param place counted from 0 over all nodes; it decides the pod network
 */
export const nodeObject = (
  {name, role, address, labels = {}, taints: given}: NodeSpec,
  place: number,
  {cluster, version, hasWorkers, now}: NodeContext,
): Node => {
  const isControlPlane = role === 'control-plane'
  const info = nodeInfo(cluster, name, version)
  const {architecture = ''} = info
  const usual: Taint[] = isControlPlane ? [{key: CONTROL_PLANE, effect: 'NoSchedule'}] : []
  const taints = (given ?? usual).filter(({key}) => hasWorkers || key !== CONTROL_PLANE)
  const time = timestamp(now)
  return draft({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': architecture,
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': architecture,
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...(isControlPlane && {
          [CONTROL_PLANE]: '',
          ...(hasWorkers && {'node.kubernetes.io/exclude-from-external-load-balancers': ''}),
        }),
        ...labels,
      },
      annotations: {'node.alpha.kubernetes.io/ttl': '0'},
    },
    spec: {
      podCIDR: podNetwork(place),
      podCIDRs: [podNetwork(place)],
      providerID: `sim://${cluster}/${name}`,
      ...(taints.length > 0 && {taints}),
    },
    status: {
      addresses: [
        {type: 'InternalIP', address},
        {type: 'Hostname', address: name},
      ],
      capacity: CAPACITY,
      allocatable: CAPACITY,
      conditions: HEALTHY.map(condition => ({...condition, lastHeartbeatTime: time, lastTransitionTime: time})),
      daemonEndpoints: {kubeletEndpoint: {Port: 10250}},
      nodeInfo: info,
    },
  }) as Node
}

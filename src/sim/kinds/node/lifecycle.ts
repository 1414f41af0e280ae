import type {Condition} from '../../api/object.ts'
import {timestamp} from '../../clock.ts'
import {findCondition} from '../../controllers/conditions.ts'
import {type ControlPlane, change, changeStatus, find} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {isReady} from '../../controllers/pod-state.ts'
import {isUnreachable} from '../../kubelet/knobs.ts'
import {podResource} from '../pod/resource.ts'
import type {Pod, Taint} from '../pod/types.ts'
import {nodeResource} from './resource.ts'
import type {Node} from './types.ts'

/** Milliseconds without a report after which a node counts as lost: a tenth of the real controller's time. */
const GRACE = 5000
const COMPONENT = 'node-controller'

/** What the state of a node means for its pods, as taints. The keys are Kubernetes' own. */
const TAINTS: readonly {key: string; effects: readonly Taint['effect'][]; applies: (node: Node) => boolean}[] = [
  {
    key: 'node.kubernetes.io/not-ready',
    effects: ['NoSchedule', 'NoExecute'],
    applies: node => readiness(node) === 'False',
  },
  {
    key: 'node.kubernetes.io/unreachable',
    effects: ['NoSchedule', 'NoExecute'],
    applies: node => readiness(node) === 'Unknown',
  },
  {
    key: 'node.kubernetes.io/unschedulable',
    effects: ['NoSchedule'],
    applies: ({spec}) => spec.unschedulable === true,
  },
]

const readiness = ({status}: Node): Condition['status'] | undefined => findCondition(status.conditions, 'Ready')?.status

/**
 * The node lifecycle controller draws the conclusions from the state of nodes. The loop compares the conditions of a
 * node with its taints, gives up a node that says nothing, and takes the readiness from the pods of a node that is ill.
 */
export const nodeLifecycleController = (plane: ControlPlane): Controller => {
  /** Since when a node says nothing. */
  const silent = new Map<string, number>()
  return {
    name: 'node-lifecycle-controller',
    *affected({type, resource, object}) {
      if (resource !== nodeResource) return
      if (type === 'DELETED') silent.delete(object.metadata.name)
      yield object.metadata.name
    },
    reconcile: name => {
      const node = find<Node>(plane, nodeResource, '', name)
      if (!node) return undefined
      const now = plane.clock.now()
      if (!isUnreachable(node)) silent.delete(name)
      else if (readiness(node) !== 'Unknown') {
        const time = plane.clock.time()
        const since = silent.get(name) ?? time
        silent.set(name, since)
        const left = since + GRACE - time
        if (left > 0) return left
        giveUp(plane, node, now)
        return undefined
      }
      taint(plane, node, now)
      if (readiness(node) !== 'True') markPods(plane, node, now)
      return undefined
    },
  }
}

const giveUp = (plane: ControlPlane, node: Node, now: Date): void => {
  const time = timestamp(now)
  changeStatus<Node>(plane, nodeResource, node, current => ({
    ...current,
    status: {
      ...current.status,
      conditions: (current.status.conditions ?? []).map(condition => ({
        ...condition,
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastTransitionTime: time,
      })),
    },
  }))
}

const isOurs = ({key}: Taint): boolean => TAINTS.some(row => row.key === key)

const taint = (plane: ControlPlane, node: Node, now: Date): void => {
  const before = node.spec.taints ?? []
  const wanted = TAINTS.filter(({applies}) => applies(node)).flatMap(({key, effects}) =>
    effects.map(
      effect =>
        before.find(each => each.key === key && each.effect === effect) ?? {key, effect, timeAdded: timestamp(now)},
    ),
  )
  const taints = [...before.filter(each => !isOurs(each)), ...wanted]
  if (taints.length === before.length && taints.every(each => before.includes(each))) return
  change<Node>(
    plane,
    nodeResource,
    node,
    ({spec: {taints: _, ...spec}, ...rest}) =>
      ({
        ...rest,
        spec: {...spec, ...(taints.length > 0 && {taints})},
      }) as Node,
  )
}

/** Nobody is to be sent to the pods of a node that is ill. */
const markPods = (plane: ControlPlane, node: Node, now: Date): void => {
  const ready = plane.podsByNode.get(node.metadata.name).filter(isReady)
  for (const pod of ready) {
    changeStatus<Pod>(plane, podResource, pod, current => ({
      ...current,
      status: {
        ...current.status,
        conditions: (current.status.conditions ?? []).map(condition =>
          condition.type === 'Ready' ? {...condition, status: 'False', lastTransitionTime: timestamp(now)} : condition,
        ),
      },
    }))
    const message = 'Node is not ready'
    plane.events.emit(pod, {type: 'Warning', reason: 'NodeNotReady', message, component: COMPONENT})
  }
  if (ready.length === 0) return
  const message = `Node ${node.metadata.name} status is now: NodeNotReady`
  plane.events.emit(node, {type: 'Normal', reason: 'NodeNotReady', message, component: COMPONENT})
}

import type {Condition} from '../api/object.ts'
import {since, timestamp} from '../clock.ts'
import {findCondition, isTrue} from '../controllers/conditions.ts'
import {type ControlPlane, change, changeStatus, find} from '../controllers/control-plane.ts'
import {draft} from '../controllers/draft.ts'
import type {Controller} from '../controllers/loop.ts'
import {leaseResource} from '../kinds/lease/resource.ts'
import {namespaceResource} from '../kinds/namespace/resource.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import type {Node} from '../kinds/node/types.ts'
import type {Change} from '../store/store.ts'
import {isUnreachable, notReadyOf} from './knobs.ts'
import {HEALTHY} from './nodes.ts'

/**
 * How often a kubelet writes its status where nothing changes, in milliseconds: five minutes, as a real one. Its lease,
 * which a real one renews every ten seconds, is renewed along with it, so that a cluster at rest costs nothing.
 */
const HEARTBEAT = 300_000
const LEASES = 'kube-node-lease'

/**
 * A kubelet reports the status of its node. The loop compares the conditions with what is true (the annotations that make a node
 * ill), and lets the control plane hear from the node now and then.
 */
export const nodeStatus = (plane: ControlPlane): Controller => {
  /** Nodes that have been heard of again since their last report: a kubelet that starts reports at once. */
  const back = new Set<string>()
  return {
    name: 'kubelet-node-status',
    *affected(change) {
      if (change.resource === nodeResource && change.type !== 'DELETED') {
        recordCordon(plane, change)
        const {object, previous} = change
        if (previous && isUnreachable(previous as Node) && !isUnreachable(object as Node))
          back.add(object.metadata.name)
        yield change.object.metadata.name
      }
    },
    reconcile: name => {
      const node = find<Node>(plane, nodeResource, '', name)
      if (!node || isUnreachable(node)) return undefined
      const now = plane.clock.now()
      const last = findCondition(node.status.conditions, 'Ready')
      const age = since(plane.clock, last?.lastHeartbeatTime)
      const conditions = conditionsOf(node, now)
      const isSame = conditions.every(({type, status, message}) => {
        const before = findCondition(node.status.conditions, type)
        return before?.status === status && before.message === message
      })
      const hasLease = plane.store.get(leaseResource, LEASES, name) !== undefined
      if (!back.delete(name) && isSame && hasLease && age < HEARTBEAT) return HEARTBEAT - age
      changeStatus<Node>(
        plane,
        nodeResource,
        node,
        current => ({...current, status: {...current.status, conditions}}),
        'kubelet',
      )
      renewLease(plane, node, now)
      if (isTrue(conditions, 'Ready') && last && last.status !== 'True') say(plane, node, 'NodeReady')
      return HEARTBEAT
    },
  }
}

const say = (plane: ControlPlane, node: Node, reason: string): void => {
  const {name} = node.metadata
  const message = `Node ${name} status is now: ${reason}`
  plane.events.emit(node, {type: 'Normal', reason, message, component: 'kubelet', host: name})
}

/** KubeletEvent where it is noticed: afterwards nothing shows that the node was schedulable before. */
const recordCordon = (plane: ControlPlane, {object, previous}: Change): void => {
  const isClosed = (node: Node): boolean => node.spec.unschedulable === true
  const [node, before] = [object as Node, previous as Node | undefined]
  if (before && isClosed(before) !== isClosed(node))
    say(plane, node, isClosed(node) ? 'NodeNotSchedulable' : 'NodeSchedulable')
}

const conditionsOf = (node: Node, now: Date): Condition[] => {
  const trouble = notReadyOf(node)
  const ill = {type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: trouble ?? ''} as const
  const time = timestamp(now)
  return HEALTHY.map(healthy => {
    const wanted = healthy.type === 'Ready' && trouble !== undefined ? ill : healthy
    const before = findCondition(node.status.conditions, wanted.type)
    const lastTransitionTime = before?.status === wanted.status ? (before.lastTransitionTime ?? time) : time
    return {...wanted, lastHeartbeatTime: time, lastTransitionTime}
  })
}

const renewLease = (plane: ControlPlane, node: Node, now: Date): void => {
  const {name, uid} = node.metadata
  if (!plane.store.get(namespaceResource, '', LEASES)) return
  const spec = {holderIdentity: name, leaseDurationSeconds: 40, renewTime: now.toISOString().replace('Z', '000Z')}
  const known = plane.store.get(leaseResource, LEASES, name)
  if (known) change(plane, leaseResource, known, current => ({...current, spec}))
  else {
    const ownerReferences = [{apiVersion: 'v1', kind: 'Node', name, uid}]
    const metadata = {name, namespace: LEASES, ownerReferences}
    plane.registry.create(leaseResource, draft({apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec}))
  }
}

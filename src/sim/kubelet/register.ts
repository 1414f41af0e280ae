import {timestamp} from '../clock.ts'
import {type ControlPlane, change, changeStatus} from '../controllers/control-plane.ts'
import type {NodeSpec} from '../description/description.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import type {Node} from '../kinds/node/types.ts'
import {isSwitchedOff, KNOBS} from './knobs.ts'
import {nodeObject} from './nodes.ts'

/** What a kubelet reports of a node that was known before: where it is now, and that its conditions are of today. */
const reported = ({status}: Node, {status: {addresses}}: Node, now: Date): Node['status'] => ({
  ...status,
  addresses,
  conditions: (status.conditions ?? []).map(condition => ({...condition, lastHeartbeatTime: timestamp(now)})),
})

/** A node that was switched off runs again where its cluster's process starts. */
const switchOn = (plane: ControlPlane, node: Node): void => {
  if (!isSwitchedOff(node)) return
  change<Node>(plane, nodeResource, node, ({metadata: {annotations, ...metadata}, ...rest}) => {
    const {[KNOBS.stopped]: _, ...others} = annotations ?? {}
    return {...rest, metadata: {...metadata, annotations: others}} as Node
  })
}

/**
 * Registers each node, as a kubelet does when it starts. A node that is known already keeps everything but its
 * addresses, which may be others after a restart, and the time of its last report.
 */
export const registerNodes = (plane: ControlPlane, nodes: readonly NodeSpec[], version: string): void => {
  const hasWorkers = nodes.some(({role}) => role === 'worker')
  for (const [place, spec] of nodes.entries()) {
    const context = {cluster: plane.cluster, version, hasWorkers, now: plane.clock.now()}
    const wanted = nodeObject(spec, place, context)
    const known = plane.registry.find(nodeResource, '', spec.name)
    if (known) switchOn(plane, known as Node)
    const node = known ?? plane.registry.create(nodeResource, wanted, {fieldManager: 'kubelet'})
    changeStatus<Node>(
      plane,
      nodeResource,
      node,
      current => ({
        ...current,
        status: known ? reported(current, wanted, context.now) : wanted.status,
      }),
      'kubelet',
    )
    const say = (reason: string, message: string, component: string, host?: string): void =>
      plane.events.emit(node, {type: 'Normal', reason, message, component, ...(host && {host})})
    say('Starting', 'Starting kubelet.', 'kubelet', spec.name)
    if (known) continue
    const {name} = spec
    say('RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`, 'node-controller')
  }
}

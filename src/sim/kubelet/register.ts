import type {Node} from '../api/kinds/node.ts'
import {types} from '../api/resources.ts'
import {type ControlPlane, changeStatus} from '../controllers/control-plane.ts'
import {type NodeSpec, nodeObject} from './nodes.ts'

/**
 * Registers each node, as a kubelet does when it starts. A node that is known already keeps everything but its
 * addresses, which may be others after a restart.
 */
export const registerNodes = (plane: ControlPlane, nodes: readonly NodeSpec[], version: string): void => {
  const hasWorkers = nodes.some(({role}) => role === 'worker')
  for (const [place, spec] of nodes.entries()) {
    const context = {cluster: plane.cluster, version, hasWorkers, now: plane.clock.now()}
    const wanted = nodeObject(spec, place, context)
    const known = plane.registry.find(types.Node, '', spec.name)
    const node = known ?? plane.registry.create(types.Node, wanted, {fieldManager: 'kubelet'})
    changeStatus<Node>(
      plane,
      types.Node,
      node,
      current => ({
        ...current,
        status: known ? {...current.status, addresses: wanted.status.addresses} : wanted.status,
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

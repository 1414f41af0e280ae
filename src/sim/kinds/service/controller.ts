import type {Controller} from '../../controllers/loop.ts'
import {loadBalancerController} from '../../traffic/load-balancer.ts'
import {nodePortProxy} from '../../traffic/node-ports.ts'
import type {StartControllers} from '../kind.ts'
import {kubernetesServiceController} from './kubernetes-service.ts'

/** What makes a service reachable: what kube-proxy, and cloud-provider-kind beside a kind cluster, do in a real one. */
export const serviceControllers: StartControllers = context => {
  const {balancer, addresses, publish, nodeNames, server, wake} = context
  const nodePorts: Controller = nodePortProxy(context, {
    balancer,
    publish,
    nodeNames,
    wake: key => wake(nodePorts, key),
  })
  const loadBalancers: Controller = loadBalancerController(context, {
    balancer,
    addresses,
    wake: key => wake(loadBalancers, key),
  })
  return [kubernetesServiceController(context, server), nodePorts, loadBalancers]
}

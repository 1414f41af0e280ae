import type {Controller} from '../../controllers/loop.ts'
import {Balancer} from '../../traffic/balancer.ts'
import {balancerAddresses} from '../../traffic/balancer-addresses.ts'
import {loadBalancerController} from '../../traffic/load-balancer.ts'
import {nodePortProxy} from '../../traffic/node-ports.ts'
import type {StartControllers} from '../kind.ts'
import {kubernetesServiceController} from './kubernetes-service.ts'

/** What makes a service reachable: what kube-proxy, and cloud-provider-kind beside a kind cluster, do in a real one. */
export const serviceControllers: StartControllers = context => {
  const {network, slicesByService, publish, nodeAddresses, nodeNames, server, wake} = context
  const balancer = new Balancer(network, slicesByService)
  const nodePorts: Controller = nodePortProxy(context, {
    balancer,
    publish,
    nodeNames,
    wake: key => wake(nodePorts, key),
  })
  const addresses = balancerAddresses(nodeAddresses)
  const loadBalancers: Controller = loadBalancerController(context, {
    balancer,
    addresses,
    wake: key => wake(loadBalancers, key),
  })
  return [kubernetesServiceController(context, server), nodePorts, loadBalancers]
}

import type {Controller} from '../../controllers/loop.ts'
import {ingressController} from '../../traffic/ingress/controller.ts'
import type {StartControllers} from '../kind.ts'

export const ingressControllers: StartControllers = context => {
  const controller: Controller = ingressController(context, {
    balancer: context.balancer,
    addresses: context.addresses,
    wake: key => context.wake(controller, key),
  })
  return [controller]
}

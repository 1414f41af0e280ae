import type {Check} from '../../../check.ts'
import {endpointCheck} from './endpoint.ts'
import {engineSettingChecks} from './engine-settings.ts'
import {inotifyCheck} from './inotify.ts'
import type {KindGround} from './kind-ground.ts'
import {nodeImageCheck} from './node-image.ts'
import {resourceChecks} from './resources.ts'
import {skewCheck} from './skew.ts'

export {programChecks} from './programs.ts'
export {nodesProxyCheck} from './proxy.ts'

/** The checks of the machine that kind's nodes run on, in the order in which doctor tells them. */
export const machineChecks = (ground: KindGround): Check[] => [
  endpointCheck(ground),
  ...engineSettingChecks(ground),
  ...resourceChecks(ground),
  inotifyCheck(ground),
  nodeImageCheck(ground),
  skewCheck(ground),
]

import type {Check} from '../../../check.ts'
import {endpointCheck} from './endpoint.ts'
import {engineSettingChecks} from './engine-settings.ts'
import {inotifyCheck} from './inotify.ts'
import type {KindFacts} from './kind-facts.ts'
import {nodeImageCheck} from './node-image.ts'
import {resourceChecks} from './resources.ts'
import {skewCheck} from './skew.ts'

export {programChecks} from './programs.ts'
export {nodesProxyCheck} from './proxy.ts'

/** The checks of the machine that kind's nodes run on, in the order in which doctor prints them. */
export const machineChecks = (facts: KindFacts): Check[] => [
  endpointCheck(facts),
  ...engineSettingChecks(facts),
  ...resourceChecks(facts),
  inotifyCheck(facts),
  nodeImageCheck(facts),
  skewCheck(facts),
]

import type {Check} from './check.ts'
import {clustersCheck} from './clusters.ts'
import {endpointCheck} from './endpoint.ts'
import {engineSettingChecks} from './engine-settings.ts'
import {inotifyCheck} from './inotify.ts'
import {kubeconfigLockCheck} from './kubeconfig-lock.ts'
import {leftoversCheck} from './leftovers.ts'
import {nameCheck} from './name.ts'
import {nodeImageCheck} from './node-image.ts'
import {placeChecks} from './places.ts'
import {programChecks} from './programs.ts'
import {proxyChecks} from './proxy.ts'
import {resourceChecks} from './resources.ts'
import {skewCheck} from './skew.ts'

/** Every check, in the order in which doctor tells them. A new one is a row in one of these, or a file and a line here. */
export const CHECKS: readonly Check[] = [
  ...programChecks,
  endpointCheck,
  ...engineSettingChecks,
  ...resourceChecks,
  inotifyCheck,
  nodeImageCheck,
  skewCheck,
  nameCheck,
  ...placeChecks,
  kubeconfigLockCheck,
  ...proxyChecks,
  clustersCheck,
  leftoversCheck,
]

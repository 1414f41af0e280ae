import {type Place, resolveTarget} from '../../api-server/objects.ts'
import type {Target} from '../../api-server/targets.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import {kindsFor} from '../../kubernetes/kinds/index.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'

/** The kinds that `kubectl rollout` takes. */
export const ROLLED = kindsFor('rollout')

/** What `undo` and `restart` work on, and where. */
export interface RolloutOptions {
  place: Place
  target: Target
  wait: boolean
}

/** What stands in a plan for an app that cannot be looked at; a bare NAME is most likely a deployment's. */
export const unseenApp = ({name, kind = deployment}: Target): KubeObject => ({
  apiVersion: kind.apiVersion,
  kind: kind.kind,
  metadata: {name},
})

/** The app that is meant. @throws KubiaError as `resolveTarget` */
export const findApp = (exec: Run['exec'], {place, target}: RolloutOptions): Promise<KubeObject> =>
  resolveTarget(exec, place, target, ROLLED)

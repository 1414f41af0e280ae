import {getObject, resolveTarget} from '../kube/objects.ts'
import {desiredService} from '../kube/service.ts'
import type {Service} from '../printers/types.ts'
import type {Run} from '../process/run.ts'
import {EXPOSABLE, type ExposeOptions} from './expose.ts'
import {type PlanFormat, planApply} from './plan-workload.ts'
import {choosePublishedPort} from './published.ts'
import {localClusterOf} from './workload.ts'

/** What `expose` would run. It reads the object: selector and ports come from it. @throws as `resolveTarget` */
export const planExpose = async (run: Run, options: ExposeOptions, format: PlanFormat): Promise<string> => {
  const {place, target, spec, forceConflicts} = options
  const object = await resolveTarget(run.exec, place, target, EXPOSABLE)
  const name = spec.name ?? target.name
  const live = await getObject<Service>(run.exec, place, 'service', name)
  const type = spec.type ?? live?.spec.type
  const local = localClusterOf(run, place)
  const nodePort =
    spec.nodePort ??
    (live ? undefined : await choosePublishedPort(run, place, await local(), {type, protocol: spec.protocol}))
  const manifest = desiredService(object, {...spec, name, nodePort}, live)
  return planApply({place, manifest, forceConflicts, after: []}, format)
}

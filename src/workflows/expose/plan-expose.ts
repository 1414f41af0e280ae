import {getObject, resolveTarget} from '../../api-server/objects.ts'
import type {Service} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type PlanFormat, planApply} from '../plan-workload.ts'
import {localClusterOf} from '../workload.ts'
import {EXPOSABLE, type ExposeOptions} from './expose.ts'
import {planService} from './published.ts'

/** What `expose` would run. It reads the object: selector and ports come from it. @throws as `resolveTarget` */
export const planExpose = async (run: Run, options: ExposeOptions, format: PlanFormat): Promise<string> => {
  const {place, target, spec, forceConflicts} = options
  const object = await resolveTarget(run.exec, place, target, EXPOSABLE)
  const name = spec.name ?? target.name
  const live = await getObject<Service>(run.exec, place, 'service', name)
  const plan = await planService(run, place, localClusterOf(run, place), object, {...spec, name}, live)
  return planApply({place, manifest: plan.service, forceConflicts, after: []}, format)
}

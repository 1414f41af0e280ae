import type {Workflow} from '../../workflow/workflow.ts'
import {type ExposeOptions, makeService} from './make-service.ts'
import {type Exposed, reachService} from './reach-service.ts'

/** Creates or updates a Service, and shows where it answers. */
export const expose = async (flow: Workflow, options: ExposeOptions): Promise<Exposed> => {
  const made = await makeService(flow, options)
  return options.dryRun ? made : reachService(flow, options, made)
}

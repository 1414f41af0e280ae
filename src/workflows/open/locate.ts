import type {Place} from '../../api-server/objects.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {findClusterOf} from '../bring-image.ts'
import {waitForPods} from '../expose/reach-service.ts'
import {findOpenUrl} from './find-open-url.ts'
import {findService} from './find-service.ts'
import {locateIngress} from './locate-ingress.ts'
import type {LocatedService} from './located.ts'

export interface LocateOptions {
  place: Place
  /** The service's name; undefined for the only one. */
  name: string | undefined
  /** True: it is the name of an ingress. */
  isIngress?: boolean
}

/** Finds a service and the URL that answers from this machine. @param verb the command that asks: `open` */
export const locate = async (
  flow: Workflow,
  {place, name, isIngress = false}: LocateOptions,
  verb: string,
): Promise<LocatedService> => {
  if (isIngress && name !== undefined) return locateIngress(flow, place, name)
  const {run} = flow
  const service = await flow.step('Find service', report => findService(run, {place, name, verb}, report))
  await flow.step('Wait for endpoints', waitForPods(run, place, service, {left: 'nothing was changed'}))
  const findCluster = findClusterOf(flow, place)
  const found = await flow.step('Probe', report => findOpenUrl(run, place, service, findCluster, report))
  return {...found, service}
}

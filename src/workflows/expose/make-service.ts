import {apply, applyCommand, manifestOf, verdictOf} from '../../api-server/apply.ts'
import {changesBetween} from '../../api-server/changes.ts'
import {getObject, type Place, resolveTarget, spoken} from '../../api-server/objects.ts'
import {
  hasNodePorts,
  type ImagePort,
  lacksPort,
  noPort,
  type ServiceRequest,
  withoutAllocated,
} from '../../api-server/service.ts'
import type {Target} from '../../api-server/targets.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import type {CommandAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {kindsFor, workloadOf} from '../../kubernetes/kinds/index.ts'
import type {KubeObject, Service} from '../../kubernetes/types.ts'
import {printYaml} from '../../printers/yaml.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {type FindCluster, findClusterOf} from '../bring-image.ts'
import type {Deployed} from '../deploy/deploy.ts'
import {showChanges} from '../show-changes.ts'
import {type ConflictOptions, planForced, takeOver} from '../take-over.ts'
import {chooseService} from './published.ts'

export const EXPOSABLE = kindsFor('expose')

export interface ExposeOptions extends ConflictOptions {
  place: Place
  target: Target
  spec: Omit<ServiceRequest, 'name'> & {name?: string | undefined}
  /** The command line that does the same, with one more flag. */
  withFlag: (flag: string, value: string) => CommandAdvice
  requireExternalIp: boolean
  wait: boolean
  /** True: the API server is asked, and keeps nothing. */
  dryRun: boolean
  /** The object, where the workflow before has made it or planned it. */
  object?: KubeObject
  /** The local cluster, where the workflow before has made it or planned it; without it the context says which one. */
  cluster?: LocalClusterOf
}

/** A Service, and the object that it leads to. */
export interface MadeService extends Deployed<Service> {
  exposed: KubeObject
}

/** The live Service of a name. @throws as `runKubectl` */
export const getService = (exec: Run['exec'], place: Place, name: string): Promise<Service | undefined> =>
  getObject<Service>(exec, place, 'service', name)

/** What is there, and the Service as it is to be. */
export interface WantedService {
  exposed: KubeObject
  live: Service | undefined
  service: Service
}

/** The ports that the images of an object's containers expose, as far as its local cluster knows. */
const portsOfImages = async (
  look: Workflow['look'],
  findCluster: FindCluster,
  object: KubeObject,
): Promise<ImagePort[]> => {
  const containers = workloadOf(object)?.podTemplate(object)?.spec.containers ?? []
  const images = [...new Set(containers.flatMap(({image}) => image ?? []))]
  const target = images.length > 0 ? await findCluster() : undefined
  if (!target) return []
  const ask = (image: string) => look(() => target.provider.exposedPorts(target.cluster, image), [])
  const found = await Promise.all(images.map(async image => (await ask(image)).map(port => ({image, port}))))
  return found.flat()
}

/** Looks at the object and at its Service. @throws KubiaError as `resolveTarget` and `desiredService` */
export const lookAtService = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  {place, target, spec, object, withFlag}: ExposeOptions,
  findCluster: FindCluster,
  report: Report,
): Promise<Done<WantedService>> => {
  report(`in namespace ${place.namespace}`)
  const name = spec.name ?? target.name
  const exposed = object ?? (await resolveTarget(run.exec, place, target, EXPOSABLE))
  const live = await look(() => getService(run.exec, place, name), undefined)
  if (lacksPort(exposed, {...spec, name}, live))
    throw noPort(exposed, port => withFlag('--port', `${port}`), await portsOfImages(look, findCluster, exposed))
  if (spec.nodePort !== undefined && !hasNodePorts(spec.type ?? live?.spec.type))
    throw new KubiaError(
      'USAGE',
      `--node-port needs a type with node ports, and ${name} is to be of type ${spec.type ?? live?.spec.type ?? 'ClusterIP'}`,
      {
        fix: [withFlag('--type', 'NodePort')],
      },
    )
  const {service, chosen} = await chooseService({run, look}, place, findCluster, exposed, {...spec, name}, live)
  const published = chosen === undefined ? '' : `, node port ${chosen} is published`
  return done(`${name} for ${spoken(exposed)}: ${live ? 'exists' : 'not there yet'}${published}`, {
    exposed,
    live,
    service,
  })
}

/** What an apply needs. */
type Sending = Pick<ExposeOptions, 'place' | 'forceConflicts'> & Omit<WantedService, 'exposed'>

const send = async (
  exec: Run['exec'],
  {place, forceConflicts, service}: Sending,
  dryRun: boolean,
): Promise<Service> => {
  const [sent] = await apply(exec, place, manifestOf(JSON.stringify(service)), {forceConflicts, dryRun})
  if (!sent) throw new Error('kubectl apply answered with no object')
  return sent as Service
}

/** A Service as an apply would leave it. */
export interface ComparedService {
  service: Service
  isSame: boolean
  /** Whether the apply takes fields of others over. */
  forceConflicts: boolean
}

/**
 * Shows what an apply would change, by the API server's answer to a dry run.
 * @throws KubiaError FIELD_CONFLICT and those of `apply`
 */
export const compareService = async (
  flow: Workflow,
  {place, live, service, ...conflicts}: Sending & ConflictOptions,
  findCluster: FindCluster,
  report: Report,
): Promise<Done<ComparedService>> => {
  report('what would change')
  const sending = {place, live, service, forceConflicts: live !== undefined}
  const after = await send(flow.run.exec, sending, true)
  const text = showChanges(flow.say, live, withoutAllocated(after, service))
  const forceConflicts = await takeOver(flow, {place, findCluster, ...conflicts}, [{before: live, after}])
  const isSame = live !== undefined && changesBetween(live, after).length === 0
  return done(text, {service: after, isSame, forceConflicts})
}

/** Applies a Service. @param planForce whether a plan forces it, which is asked for there alone */
export const applyService = (
  run: Pick<Run, 'exec' | 'undo'>,
  sending: Sending,
  planForce: () => Promise<boolean>,
): Action<Deployed<Service>> => {
  const {place, live, service} = sending
  return {
    script: async () => [applyCommand(place, manifestOf(printYaml(service)), {forceConflicts: await planForce()})],
    planned: {object: service, verdict: live ? 'configured' : 'created'},
    run: async () => {
      const object = await send(run.exec, sending, false)
      run.undo.retainSent(`service ${object.metadata.name}`)
      const verdict = verdictOf(live, object)
      const ports = (object.spec.ports ?? []).map(
        ({port, nodePort, targetPort}) => `${port}${nodePort ? `:${nodePort}` : ''} → ${targetPort}`,
      )
      return done(`${verdict}: ${object.spec.type}, ${ports.join(', ')}`, {object, verdict})
    },
  }
}

/** Creates or updates a Service. */
export const makeService = async (flow: Workflow, options: ExposeOptions): Promise<MadeService> => {
  const {run} = flow
  const {place, dryRun, forceConflicts, takeOver: advice} = options
  const findCluster = findClusterOf(flow, place, options.cluster)
  const wanted = await flow.step('Look at service', report => lookAtService(flow, options, findCluster, report))
  const {exposed, live, service} = wanted
  const compare = (report: Report) =>
    compareService(flow, {place, live, service, forceConflicts, takeOver: advice}, findCluster, report)
  const planned = {service, isSame: false, forceConflicts}
  const compared = await flow.step('Compare service', runOnly(compare, planned))
  const sending = {place, live, service, forceConflicts: compared.forceConflicts}
  const planForce = () => planForced(flow, live, compare, planned)
  if (!dryRun && !compared.isSame)
    return {exposed, ...(await flow.step('Apply service', applyService(run, sending, planForce)))}
  flow.skip('Apply service', dryRun ? 'server dry run: nothing is kept' : 'unchanged')
  if (live && compared.isSame) return {exposed, object: live, verdict: 'unchanged'}
  return {exposed, object: compared.service, verdict: live ? 'configured' : 'created'}
}

import {setTimeout as sleep} from 'node:timers/promises'
import {apply, applyCommand, verdictOf} from '../../api-server/apply.ts'
import {changesBetween} from '../../api-server/changes.ts'
import {waitForEndpoints} from '../../api-server/endpoints.ts'
import {getObject, type Place, resolveTarget, spoken} from '../../api-server/objects.ts'
import {declaredPorts, type ServiceSpec, withoutAllocated} from '../../api-server/service.ts'
import type {Target} from '../../api-server/targets.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {ingressOf, isPending} from '../../expose/annotations.ts'
import {findUrl, type Reach} from '../../expose/find-url.ts'
import {candidateUrls} from '../../expose/urls.ts'
import {kindsFor} from '../../kubernetes/kinds/index.ts'
import type {KubeObject, Service} from '../../kubernetes/types.ts'
import {printYaml} from '../../printers/yaml.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {type FindCluster, findClusterOf} from '../bring-image.ts'
import type {Deployed} from '../deploy/deploy.ts'
import {showChanges} from '../show-changes.ts'
import {NOT_WAITED_FOR, statusAdvice} from '../wait-until-ready.ts'
import {chooseService} from './published.ts'
import {awaitTunnel, explainReach, nodesOf, reachText} from './reach.ts'

export const EXPOSABLE = kindsFor('expose')

export interface ExposeOptions {
  place: Place
  target: Target
  spec: Omit<ServiceSpec, 'name'> & {name?: string | undefined}
  requireExternalIp: boolean
  forceConflicts: boolean
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

/** A Service, and where it answers. */
export interface Exposed extends Deployed<Service> {
  /** Undefined where nobody waited for it. */
  reach?: Reach | undefined
}

const POLL_MS = 1000

const getService = (exec: Run['exec'], place: Place, name: string): Promise<Service | undefined> =>
  getObject<Service>(exec, place, 'service', name)

/** What is there, and the Service as it is to be. */
export interface WantedService {
  exposed: KubeObject
  live: Service | undefined
  service: Service
}

/** Looks at the object and at its Service. @throws KubiaError as `resolveTarget` and `desiredService` */
export const lookAtService = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  {place, target, spec, object}: ExposeOptions,
  findCluster: FindCluster,
  report: Report,
): Promise<Done<WantedService>> => {
  report(`in namespace ${place.namespace}`)
  const name = spec.name ?? target.name
  const exposed = object ?? (await resolveTarget(run.exec, place, target, EXPOSABLE))
  const live = await look(() => getService(run.exec, place, name), undefined)
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
  const [sent] = await apply(exec, place, '-', JSON.stringify(service), {forceConflicts, dryRun})
  if (!sent) throw new Error('kubectl apply answered with no object')
  return sent as Service
}

/** A Service as an apply would leave it. */
export interface ComparedService {
  service: Service
  isSame: boolean
}

/** Shows what an apply would change, by the API server's answer to a dry run. */
export const compareService = (
  {exec}: Pick<Run, 'exec'>,
  say: (line: string) => void,
  sending: Sending,
): Action<ComparedService> => ({
  script: () => [],
  planned: {service: sending.service, isSame: false},
  run: async report => {
    report('what would change')
    const {live, service} = sending
    const planned = await send(exec, sending, true)
    const text = showChanges(say, live, withoutAllocated(planned, service))
    return done(text, {service: planned, isSame: live !== undefined && changesBetween(live, planned).length === 0})
  },
})

/** Applies a Service. */
export const applyService = (run: Pick<Run, 'exec' | 'undo'>, sending: Sending): Action<Deployed<Service>> => {
  const {place, forceConflicts, live, service} = sending
  return {
    script: () => [applyCommand(place, {forceConflicts}, printYaml(service))],
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
  const {place, forceConflicts, dryRun} = options
  const findCluster = findClusterOf(flow, place, options.cluster)
  const wanted = await flow.step('Look at service', report => lookAtService(flow, options, findCluster, report))
  const {exposed, live, service} = wanted
  const sending = {place, forceConflicts, live, service}
  const compared = await flow.step('Compare service', compareService(run, flow.say, sending))
  if (!dryRun && !compared.isSame) return {exposed, ...(await flow.step('Apply service', applyService(run, sending)))}
  flow.skip('Apply service', dryRun ? 'server dry run: nothing is kept' : 'unchanged')
  if (live && compared.isSame) return {exposed, object: live, verdict: 'unchanged'}
  return {exposed, object: compared.service, verdict: live ? 'configured' : 'created'}
}

/** Waits until a Service leads to ready pods. @throws KubiaError NO_ENDPOINTS and others */
export const waitForPods = (
  run: Pick<Run, 'exec' | 'cancellation'>,
  place: Place,
  {object, exposed}: MadeService,
): Action<undefined> =>
  runOnly(async report => {
    const addresses = await waitForEndpoints(run.exec, {
      place,
      service: object,
      what: spoken(exposed),
      signal: run.cancellation.signal,
      renewSignal: () => run.cancellation.renew(),
      report,
      next: statusAdvice(place),
    })
    return done(`${addresses.length}: ${addresses.slice(0, 5).join(', ')}${addresses.length > 5 ? ', …' : ''}`)
  }, undefined)

/** The Service as it is now. @throws KubiaError NOT_FOUND where somebody has deleted it */
const latestOf = async (exec: Run['exec'], place: Place, {metadata}: Service): Promise<Service> => {
  const latest = await getService(exec, place, metadata.name)
  if (latest) return latest
  throw new KubiaError('NOT_FOUND', `service ${metadata.name} was deleted meanwhile`)
}

const externalIpPending = (name: string, timeoutMs: number): KubiaError =>
  new KubiaError('EXTERNAL_IP_PENDING', `nothing has given service ${name} an external IP`, {
    evidence: [`EXTERNAL-IP <pending> for ${Math.round(timeoutMs / 1000)}s`],
    fix: [
      kubiaAdvice(['tunnel'], 'in another terminal: gives it an address of this machine'),
      'or run a load balancer controller in this cluster: cloud-provider-kind, MetalLB',
      'or leave --require-external-ip out: a node port may answer',
    ],
    left: 'the service is still there',
    keep: true,
  })

/** Waits until a load balancer's controller has given a Service its address. @throws KubiaError EXTERNAL_IP_PENDING */
export const waitForExternalIp = (
  run: Pick<Run, 'exec' | 'cancellation'>,
  place: Place,
  service: Service,
): Action<undefined> =>
  runOnly(async report => {
    try {
      for (;;) {
        const latest = await latestOf(run.exec, place, service)
        if (!isPending(latest)) return done(ingressOf(latest).join(', ') || `none: the type is ${latest.spec.type}`)
        report('<pending>')
        await sleep(POLL_MS, undefined, {signal: run.cancellation.signal})
      }
    } catch (error) {
      const {reason} = run.cancellation.signal
      if (!(reason instanceof KubiaError) || reason.code !== 'TIMEOUT')
        throw run.cancellation.signal.aborted ? reason : error
      run.cancellation.renew()
      throw externalIpPending(service.metadata.name, run.cancellation.timeoutMs)
    }
  }, undefined)

/** Finds out at which URL a Service answers. */
export const probe = (
  flow: Workflow,
  place: Place,
  {object, exposed}: MadeService,
  findCluster: FindCluster,
): Action<{service: Service; reach: Reach | undefined}> =>
  runOnly<{service: Service; reach: Reach | undefined}>(
    async report => {
      const {run} = flow
      const latest = await latestOf(run.exec, place, object)
      const service = await awaitTunnel(run, place, latest, report)
      const nodes = service.spec.ports?.some(({nodePort}) => nodePort) ? await nodesOf(run, place) : []
      const target = await findCluster()
      const candidates = candidateUrls(service, nodes, target?.cluster.nodes ?? [])
      const what = spoken(exposed)
      const declared = declaredPorts(exposed).map(({port}) => port)
      const reach = await findUrl(run.exec, {place, service, candidates, signal: run.signal, report, declared, what})
      await explainReach(flow, place, service, reach, {target, what})
      return done(reachText(reach, service, target), {service, reach})
    },
    {service: object, reach: undefined},
  )

/** Waits until a Service leads to ready pods, and shows where it answers. */
export const reachService = async (flow: Workflow, options: ExposeOptions, made: MadeService): Promise<Exposed> => {
  const {run} = flow
  const {place, requireExternalIp, wait} = options
  const {object, verdict} = made
  if (!wait) {
    flow.skip('Wait for endpoints', NOT_WAITED_FOR)
    return {object, verdict}
  }
  await flow.step('Wait for endpoints', waitForPods(run, place, made))
  if (requireExternalIp) await flow.step('Wait for EXTERNAL-IP', waitForExternalIp(run, place, object))
  const found = await flow.step('Probe', probe(flow, place, made, findClusterOf(flow, place, options.cluster)))
  return {object: found.service, verdict, reach: found.reach}
}

/** Creates or updates a Service, and shows where it answers. */
export const expose = async (flow: Workflow, options: ExposeOptions): Promise<Exposed> => {
  const made = await makeService(flow, options)
  return options.dryRun ? made : reachService(flow, options, made)
}

import {setTimeout as sleep} from 'node:timers/promises'
import {waitForEndpoints} from '../../api-server/endpoints.ts'
import {type Place, spoken} from '../../api-server/objects.ts'
import {declaredPorts} from '../../api-server/service.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import {ingressOf, isPending} from '../../expose/annotations.ts'
import {findUrl, type Reach} from '../../expose/find-url.ts'
import {candidateUrls} from '../../expose/urls.ts'
import type {Service} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {type FindCluster, findClusterOf} from '../bring-image.ts'
import type {Deployed} from '../deploy/deploy.ts'
import {askNodesOf} from '../local-nodes.ts'
import {NOT_WAITED_FOR, statusAdvice} from '../wait-until-ready.ts'
import {type ExposeOptions, getService, type MadeService} from './make-service.ts'
import {awaitTunnel, explainReach, nodesOf, type ReachContext, reachText} from './reach.ts'

/** A Service, and where it answers. */
export interface Exposed extends Deployed<Service> {
  /** Undefined where nobody waited for it. */
  reach?: Reach | undefined
}

const POLL_MS = 1000

/**
 * Waits until a Service leads to ready pods.
 * @param left what a failure says of what is left, where the command that waits has applied nothing
 * @param cluster the local cluster, where the workflow before has made it
 * @throws KubiaError NO_ENDPOINTS and others
 */
export const waitForPods = (
  run: Pick<Run, 'exec' | 'cancellation'>,
  place: Place,
  service: Service,
  {left, cluster}: {left?: string; cluster?: LocalClusterOf | undefined} = {},
): Action<undefined> =>
  runOnly(async (report, beside) => {
    const {signal} = run.cancellation
    const waiting = waitForEndpoints(run.exec, {
      place,
      service,
      askNodes: askNodesOf(run.exec, place, cluster),
      signal: beside ? AbortSignal.any([signal, beside]) : signal,
      renewSignal: () => run.cancellation.renewToExplain(),
      report,
      next: statusAdvice(place),
    })
    const addresses = await waiting.catch((error: unknown) => {
      throw left !== undefined && error instanceof KubiaError ? amend(error, {left}) : error
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
      kubiaAdvice(['tunnel'], 'in another terminal, gives it an address of this machine'),
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

/** A Service as it is now, and where it answers. */
export interface Probed {
  service: Service
  /** Both undefined in a plan. */
  reach?: Reach
  explained?: ReachContext
}

/** Finds out at which URL a Service answers. */
export const probe = (
  run: Pick<Run, 'exec' | 'signal'>,
  place: Place,
  {object, exposed}: MadeService,
  findCluster: FindCluster,
): Action<Probed> =>
  runOnly<Probed>(
    async report => {
      const latest = await latestOf(run.exec, place, object)
      const service = await awaitTunnel(run, place, latest, report)
      const nodes = service.spec.ports?.some(({nodePort}) => nodePort) ? await nodesOf(run, place) : []
      const target = await findCluster()
      const candidates = candidateUrls(service, nodes, target?.cluster.nodes ?? [])
      const what = spoken(exposed)
      const declared = declaredPorts(exposed).map(({port}) => port)
      const reach = await findUrl(run.exec, {place, service, candidates, signal: run.signal, report, declared, what})
      return done(reachText(reach, service, target), {service, reach, explained: {target, what}})
    },
    {service: object},
  )

/** Waits until a Service leads to ready pods, and finds out at which URL it answers, as one step. */
export const probeWhenReady = (
  run: Pick<Run, 'exec' | 'cancellation' | 'signal'>,
  {place, cluster}: Pick<ExposeOptions, 'place' | 'cluster'>,
  made: MadeService,
  findCluster: FindCluster,
): Action<Probed> => {
  const probing = probe(run, place, made, findCluster)
  return {
    ...probing,
    run: async (report, beside) => {
      await waitForPods(run, place, made.object, {cluster}).run(report, beside)
      return probing.run(report, beside)
    },
  }
}

/** Says of a Service that was probed what could be better, and where it answers. */
export const reached = async (
  flow: Workflow,
  {place}: Pick<ExposeOptions, 'place'>,
  {verdict}: MadeService,
  {service, reach, explained}: Probed,
): Promise<Exposed> => {
  // Behind what worked: what could be better.
  if (reach && explained) await explainReach(flow, place, service, reach, explained)
  return {object: service, verdict, reach}
}

/** Waits until a Service leads to ready pods, and shows where it answers. */
export const reachService = async (flow: Workflow, options: ExposeOptions, made: MadeService): Promise<Exposed> => {
  const {run} = flow
  const {place, requireExternalIp, wait} = options
  const {object, verdict} = made
  if (!wait) {
    flow.skip('Wait for endpoints', NOT_WAITED_FOR)
    return {object, verdict}
  }
  await flow.step('Wait for endpoints', waitForPods(run, place, object, options))
  if (requireExternalIp) await flow.step('Wait for EXTERNAL-IP', waitForExternalIp(run, place, object))
  const found = await flow.step('Probe', probe(run, place, made, findClusterOf(flow, place, options.cluster)))
  return reached(flow, options, made, found)
}

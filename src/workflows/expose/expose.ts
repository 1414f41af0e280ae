import {setTimeout as sleep} from 'node:timers/promises'
import {apply, verdictOf} from '../../api-server/apply.ts'
import {changesBetween} from '../../api-server/changes.ts'
import {waitForEndpoints} from '../../api-server/endpoints.ts'
import {getObject, type Place, resolveTarget, spoken} from '../../api-server/objects.ts'
import {declaredPorts, type ServiceSpec, withoutAllocated} from '../../api-server/service.ts'
import type {Target} from '../../api-server/targets.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {ingressOf, isPending} from '../../expose/annotations.ts'
import {findUrl, type Reach} from '../../expose/find-url.ts'
import {candidateUrls} from '../../expose/urls.ts'
import {kindsFor} from '../../kubernetes/kinds/index.ts'
import type {KubeObject, Service} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {localClusterOf, showChanges, statusLine, type WorkloadResult} from '../workload.ts'
import {planService} from './published.ts'
import {awaitTunnel, explainReach, nodesOf, reachText} from './reach.ts'

export const EXPOSABLE = kindsFor('expose')

export interface ExposeOptions {
  place: Place
  target: Target
  spec: Omit<ServiceSpec, 'name'> & {name?: string | undefined}
  requireExternalIp: boolean
  forceConflicts: boolean
  wait: boolean
  dryRun: boolean
}

export interface ExposeResult extends WorkloadResult {
  reach?: Reach
}

const POLL_MS = 1000

/** Creates or updates a Service and shows where it answers: what the user reads on the screen, in this order. */
export const exposeTasks = (run: Run, reporter: Reporter, options: ExposeOptions, result: ExposeResult): Step[] => {
  const {make, reach} = exposeSteps(run, reporter, options, result)
  return [...make, ...reach]
}

/** The steps that make the Service, and those that reach the app through it; other steps may stand in between. */
export const exposeSteps = (
  run: Run,
  reporter: Reporter,
  options: ExposeOptions,
  result: ExposeResult,
): {make: Step[]; reach: Step[]} => {
  const {place, target, requireExternalIp, forceConflicts, wait, dryRun} = options
  const name = options.spec.name ?? target.name
  const local = localClusterOf(run, place)
  let object: KubeObject | undefined
  let live: Service | undefined
  let wanted: Service | undefined
  let planned: Service | undefined

  const getService = (): Promise<Service | undefined> => getObject<Service>(run.exec, place, 'service', name)
  const needed = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('an earlier step has not run')
    return value
  }
  const send = async (dry: boolean): Promise<Service> => {
    const text = JSON.stringify(needed(wanted))
    const [sent] = await apply(run.exec, place, '-', text, {forceConflicts, dryRun: dry})
    return needed(sent as Service | undefined)
  }

  const make: Step[] = [
    {
      title: 'Look at service',
      task: async report => {
        report(`in namespace ${place.namespace}`)
        object = await resolveTarget(run.exec, place, target, EXPOSABLE)
        live = await getService()
        const {service, chosen} = await planService(run, place, local, object, {...options.spec, name}, live)
        wanted = service
        const published = chosen === undefined ? '' : `, node port ${chosen} is published`
        return `${name} for ${spoken(object)}: ${live ? 'exists' : 'not there yet'}${published}`
      },
    },
    {
      title: 'Compare service',
      task: async report => {
        report('what would change')
        planned = await send(true)
        return showChanges(reporter, live, withoutAllocated(planned, needed(wanted)))
      },
    },
    {
      title: 'Apply service',
      skip: () => {
        const isSame = live !== undefined && changesBetween(live, planned).length === 0
        if (isSame) Object.assign(result, {verdict: 'unchanged', object: live})
        else if (dryRun) Object.assign(result, {verdict: live ? 'configured' : 'created', object: planned})
        return dryRun ? 'server dry run: nothing is kept' : isSame ? 'unchanged' : undefined
      },
      task: async () => {
        const sent = await send(false)
        run.retainSent(`service ${sent.metadata.name}`)
        Object.assign(result, {verdict: verdictOf(live, sent), object: sent})
        const ports = (sent.spec.ports ?? []).map(
          ({port, nodePort, targetPort}) => `${port}${nodePort ? `:${nodePort}` : ''} → ${targetPort}`,
        )
        return `${result.verdict}: ${sent.spec.type}, ${ports.join(', ')}`
      },
    },
  ]
  return {make, reach: dryRun ? [] : [waitForPods(), waitForExternalIp(), findOut()]}

  function waitForPods(): Step {
    return {
      title: 'Wait for endpoints',
      skip: () => (wait ? undefined : 'not waited for (--wait=false)'),
      task: async report => {
        const addresses = await waitForEndpoints(run.exec, {
          place,
          service: needed(result.object) as Service,
          what: spoken(needed(object)),
          signal: run.signal,
          renewSignal: () => run.renewSignal(),
          report,
          next: statusLine(place),
        })
        return `${addresses.length}: ${addresses.slice(0, 5).join(', ')}${addresses.length > 5 ? ', …' : ''}`
      },
    }
  }

  function waitForExternalIp(): Step {
    return {
      title: 'Wait for EXTERNAL-IP',
      skip: () => (requireExternalIp && wait ? undefined : true),
      task: async report => {
        try {
          for (;;) {
            const service = needed(await getService())
            result.object = service
            if (!isPending(service)) return ingressOf(service).join(', ') || `none: the type is ${service.spec.type}`
            report('<pending>')
            await sleep(POLL_MS, undefined, {signal: run.signal})
          }
        } catch (error) {
          const {reason} = run.signal
          if (!(reason instanceof KubiaError) || reason.code !== 'TIMEOUT') throw run.signal.aborted ? reason : error
          run.renewSignal()
          throw new KubiaError('EXTERNAL_IP_PENDING', `nothing has given service ${name} an external IP`, {
            evidence: [`EXTERNAL-IP <pending> for ${Math.round(run.timeoutMs / 1000)}s`],
            fix: [
              'kubectl kubia tunnel     # in another terminal: gives it an address of this machine',
              'or run a load balancer controller in this cluster: cloud-provider-kind, MetalLB',
              'or leave --require-external-ip out: a node port may answer',
            ],
            left: 'the service is still there',
            keep: true,
          })
        }
      },
    }
  }

  function findOut(): Step {
    return {
      title: 'Probe',
      skip: () => (wait ? undefined : true),
      task: async report => {
        const current = needed((await getService()) ?? (result.object as Service))
        const service = await awaitTunnel(run, place, current, report)
        result.object = service
        const nodes = service.spec.ports?.some(({nodePort}) => nodePort) ? await nodesOf(run, place) : []
        const known = await local()
        const candidates = candidateUrls(service, nodes, known?.cluster.nodes ?? [])
        const what = spoken(needed(object))
        const declared = declaredPorts(needed(object)).map(({port}) => port)
        result.reach = await findUrl(run.exec, {place, service, candidates, signal: run.signal, report, declared, what})
        await explainReach(run, reporter, place, service, result.reach, {local: known, what})
        return reachText(result.reach, service, known)
      },
    }
  }
}

import {setMaxListeners} from 'node:events'
import {getList, kubiaAt, type Place} from '../api-server/objects.ts'
import {EXIT} from '../errors/catalogue.ts'
import {asKubiaError, KubiaError} from '../errors/kubia-error.ts'
import {forwardService} from '../expose/forward-service.ts'
import {type HitResult, hitUrl} from '../expose/hit.ts'
import {type GroupBy, headersInstead, sumOf, type Tally, tallyHits} from '../expose/tally.ts'
import {selectorText} from '../kubernetes/kinds/workloads.ts'
import type {Service} from '../kubernetes/types.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'
import {type Done, done, type Report} from '../workflow/step.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {portOf} from './open/find-service.ts'
import {type LocateOptions, locate} from './open/locate.ts'

/** How often it is said how far it is. */
const REPORTS = 10

export interface HitServiceOptions extends LocateOptions {
  requests: number
  /** How many requests are under way at once. */
  parallel: number
  by: GroupBy
}

/** What `hit` found out. */
export interface Hit extends Tally {
  service: Service
  /** The ingress that was asked; undefined where the service itself was. */
  ingress: string | undefined
  url: string
  /** True where the requests went over a port that was forwarded for them: kubia chose the pods then. */
  forwarded: boolean
  /** How many were sent, and answered or lost. */
  requests: number
  /** Why no more were sent: the run was ended before. */
  ended: KubiaError | undefined
  /** The headers of the answers, where none has the one that they were to be told apart by. */
  headers: string[] | undefined
}

/** What came back, and what ended the sending early. */
type Counted = Pick<Hit, 'answers' | 'losses' | 'requests' | 'ended' | 'headers'>

/** The names of a service's pods now; none for a service without a selector. */
const podNames = async (exec: Run['exec'], place: Place, {spec}: Service): Promise<string[]> => {
  const selector = selectorText(spec.selector && {matchLabels: spec.selector})
  if (selector === undefined) return []
  return (await getList(exec, place, ['pods', '-l', selector])).map(({metadata}) => metadata.name)
}

/** What is known of pods where they cannot be asked for. @throws what is no failure that was foreseen */
const noneOf = (error: unknown): string[] => {
  if (error instanceof KubiaError) return []
  throw error
}

/** Sends the requests, and counts what came back. */
const countHits = async (
  run: Pick<Run, 'exec' | 'signal' | 'cancellation'>,
  {place, requests, parallel, by}: HitServiceOptions,
  {service, url, host}: {service: Service; url: string; host?: string | undefined},
  report: Report,
): Promise<Done<Counted>> => {
  const results: HitResult[] = []
  // Each report may be a line of a log.
  const each = Math.ceil(requests / REPORTS)
  let lost = 0
  const onResult = (result: HitResult): void => {
    results.push(result)
    if ('lost' in result) lost += 1
    if (results.length % each === 0) report(`${results.length}/${requests}${lost > 0 ? `, ${lost} lost` : ''}`)
  }
  // Pods come and go while requests are sent: who answered may be gone at the end, or not be there at the beginning.
  const before = await podNames(run.exec, place, service)
  const {signal} = run
  setMaxListeners(parallel + 10, signal)
  // What was counted is shown whatever ends the sending: a cluster that is stopped, Ctrl-C, the limit of time.
  const ended = await hitUrl({url, host, requests, parallel, signal, onResult}).then(() => undefined, asKubiaError)
  if (ended && results.length === 0) throw ended
  // A cluster that is stopped meanwhile cannot say which pods it has.
  const after = ended ? [] : await podNames(run.exec, place, service).catch(noneOf)
  if (signal.aborted) run.cancellation.renew()
  const tally = tallyHits(results, by, new Set([...before, ...after]))
  const answered = sumOf(tally.answers)
  return done(`${answered}/${requests} answered, ${counted(tally.answers.length, 'different answer')}`, {
    ...tally,
    requests: results.length,
    ended,
    headers: headersInstead(results, by),
  })
}

/** Does something with the URL of a port that is forwarded meanwhile. @throws as `forwardService`, and as `use` */
const overForward = async <T>(
  {run, note}: Workflow,
  place: Place,
  service: Service,
  use: (url: string) => Promise<T>,
): Promise<T> => {
  const ending = new AbortController()
  const signal = AbortSignal.any([run.signal, ending.signal])
  const listening = Promise.withResolvers<string>()
  const options = {place, service, port: portOf(service), onListen: listening.resolve, note}
  const forwarding = forwardService({exec: run.exec, signal}, options)
  forwarding.then(() => listening.reject(run.signal.reason), listening.reject)
  try {
    return await use(await listening.promise)
  } finally {
    ending.abort()
    await forwarding
  }
}

/** Sends requests to a service, and counts who answers. */
export const hitService = async (flow: Workflow, options: HitServiceOptions): Promise<Hit> => {
  const {run} = flow
  const {place} = options
  const {service, url, ingress} = await locate(flow, options, 'hit')
  const send = (at: string): Promise<Counted> => {
    // An ingress is asked at its own address: its name need not be in any DNS.
    const asked = ingress ? {url: ingress.direct, host: ingress.host} : {url: at}
    return flow.step('Hit', report => countHits(run, options, {service, ...asked}, report))
  }
  const hit = async (at: string, forwarded: boolean): Promise<Hit> => ({
    ...(await send(at)),
    service,
    ingress: ingress?.name,
    url: at,
    forwarded,
  })
  if (url !== undefined) return hit(url, false)
  flow.say('No URL answers from here, so the requests go over a forwarded port: kubia takes the ready pods in turn')
  return overForward(flow, place, service, at => hit(at, true))
}

/**
 * The failure of requests that had no answer, else what ended the run early; undefined where all were sent and answered.
 * A signal is what the user wanted, and no failure of the service.
 */
export const failureOfHit = (place: Place, {service, url, requests, losses, ended}: Hit): KubiaError | undefined => {
  const lost = sumOf(losses)
  if (lost === 0 || ended?.exit === EXIT.sigint || ended?.exit === EXIT.sigterm) return ended
  const {name} = service.metadata
  return new KubiaError('REQUESTS_LOST', `${lost} of ${counted(requests, 'request')} to ${url} had no answer`, {
    evidence: [...losses.map(({reason, count}) => `${count}: ${reason}`), ...(ended ? [ended.message] : [])],
    fix: [
      kubiaAt(place, ['status'], {comment: 'how the pods behind it do'}),
      kubiaAt(place, ['events', name], {comment: 'what happened to the service'}),
    ],
  })
}

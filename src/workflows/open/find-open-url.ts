import {setTimeout as sleep} from 'node:timers/promises'
import type {Place} from '../../api-server/objects.ts'
import {noAnswer, REFUSAL_GRACE_MS} from '../../expose/find-url.ts'
import {probeUrls} from '../../expose/probe-urls.ts'
import {probeThroughApi} from '../../expose/proxy.ts'
import {candidateUrls, ON_NODE} from '../../expose/urls.ts'
import type {Service} from '../../kubernetes/types.ts'
import type {Advised} from '../../printers/advice.ts'
import type {Run} from '../../process/run.ts'
import {type Done, done, type Report} from '../../workflow/step.ts'
import type {FindCluster} from '../bring-image.ts'
import {awaitTunnel, forGood, nodesOf} from '../expose/reach.ts'
import {portOf} from './find-service.ts'

/** A URL that answered, or what was tried. */
export interface FoundUrl {
  /** Undefined where none answered. */
  url: string | undefined
  /** Why it should answer, and what it said; or what all others said. */
  text: string
  /** The line that gives it a URL that stays, where this one does not. */
  lasting?: Advised | undefined
}

const RETRY_MS = 500

/**
 * Asks the API server to try the port, which a forwarded one would lead to. What answers with something else than HTTP
 * is fine: only a refusal, which lasts, is not.
 * @throws KubiaError NO_ANSWER where the pods refuse connections
 */
const mustListen = async (
  {exec, signal}: Pick<Run, 'exec' | 'signal'>,
  place: Place,
  service: Service,
  tried: readonly string[],
): Promise<void> => {
  const deadline = performance.now() + REFUSAL_GRACE_MS
  for (;;) {
    const answer = await probeThroughApi(exec, place, service, portOf(service))
    if (answer.answered !== false || !/connection refused/.test(answer.text)) return
    if (performance.now() > deadline) throw noAnswer({place, service, declared: [], what: 'KIND NAME'}, tried, answer)
    await sleep(RETRY_MS, undefined, {signal})
  }
}

/**
 * Looks for a URL at which a service answers from this machine, by asking each that may.
 * @throws KubiaError NO_ANSWER where nothing listens there
 */
export const findOpenUrl = async (
  run: Pick<Run, 'exec' | 'signal'>,
  place: Place,
  found: Service,
  findCluster: FindCluster,
  report: Report,
): Promise<Done<FoundUrl>> => {
  const service = await awaitTunnel(run, place, found, report)
  const hasNodePort = service.spec.ports?.some(({nodePort}) => nodePort) === true
  const [nodes, local] = await Promise.all([hasNodePort ? nodesOf(run, place) : [], findCluster()])
  const candidates = candidateUrls(service, nodes, local?.cluster.nodes ?? [])
  const {found: answering, tried} = await probeUrls(candidates, run.signal)
  const lasting = forGood(service, local)
  if (answering) {
    const {url, why, text} = answering
    return done(`${url} answers ${text} (${why})`, {
      url,
      text: `${why}; it answers ${text}`,
      lasting: why === ON_NODE ? lasting : undefined,
    })
  }
  await mustListen(run, place, service, tried)
  const text = tried.join(', ') || `its type is ${service.spec.type ?? 'ClusterIP'}`
  return done(`no URL on this machine: ${text}`, {url: undefined, text, lasting})
}

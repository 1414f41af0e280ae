import {setTimeout as sleep} from 'node:timers/promises'
import {kubiaAt, type Place} from '../api-server/objects.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Service} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import {probeUrls} from './probe-urls.ts'
import {type ProxyResult, probeThroughApi} from './proxy.ts'
import type {UrlCandidate} from './urls.ts'

/** A program may listen a little later than its container runs: a refusal is final only after this time, in ms. */
export const REFUSAL_GRACE_MS = 12_000
const RETRY_MS = 500

/** Where a service answers. */
export interface Reach {
  /** The URL that answered from this machine, and why it does; undefined where none did. */
  url?: string
  why?: string
  /** What it answered, or what was tried. */
  text: string
  /** True where the service at least answers inside the cluster. */
  inside: boolean
}

export interface FindUrl {
  place: Place
  service: Service
  candidates: readonly UrlCandidate[]
  signal: AbortSignal
  report: (detail: string) => void
  /** What the pods declare, for the message of a wrong port: `8080`. */
  declared: readonly number[]
  /** The exposed object, as the command line names it. */
  what: string
}

/** The failure for a service whose pods refuse connections. @param what as on the command line: `deployment web` */
export const noAnswer = (
  {place, service, declared, what}: Pick<FindUrl, 'place' | 'service' | 'declared' | 'what'>,
  tried: readonly string[],
  proxy: ProxyResult,
): KubiaError => {
  const [port] = service.spec.ports ?? []
  const target = port?.targetPort ?? port?.port
  const other = declared.filter(number => number !== target)
  return new KubiaError(
    'NO_ANSWER',
    `service ${service.metadata.name} has endpoints, but nothing listens on its target port ${target}`,
    {
      evidence: [...(proxy.answered === false ? [proxy.text] : []), ...tried],
      fix: [
        kubiaAt(
          place,
          ['expose', ...what.split(' '), '--name', service.metadata.name, '--target-port', `${other[0] ?? 'PORT'}`],
          {
            comment:
              other.length > 0 ? `the containers declare ${other.join(', ')}` : 'the port that the program listens on',
          },
        ),
      ],
      left: 'the service is still there',
      keep: true,
    },
  )
}

/**
 * Finds the URL at which a service answers from this machine, by probing. Where none does, a request goes through the
 * API server: that distinguishes a service that cannot be reached from here from one whose pods do not listen.
 * @throws KubiaError NO_ANSWER where the pods refuse connections
 */
export const findUrl = async (exec: Exec, options: FindUrl): Promise<Reach> => {
  const {place, service, candidates, signal, report} = options
  const [port] = service.spec.ports ?? []
  const startedAt = performance.now()
  for (;;) {
    const {found, tried, refused} = await probeUrls(candidates, signal)
    if (found) return {url: found.url, why: found.why, text: found.text, inside: true}
    if (!port || (port.protocol ?? 'TCP') !== 'TCP') return {text: 'only TCP ports can be asked', inside: false}
    const proxy = await probeThroughApi(exec, place, service, port)
    const isFinal = performance.now() - startedAt > REFUSAL_GRACE_MS
    if (proxy.answered === true && (!refused || isFinal)) return {text: proxy.text, inside: true}
    if (proxy.answered === undefined && !refused) return {text: tried.join(', '), inside: false}
    if (isFinal) throw noAnswer(options, tried, proxy)
    report(`no answer yet: ${tried[0] ?? 'the pods refuse connections'}`)
    await sleep(RETRY_MS, undefined, {signal})
  }
}

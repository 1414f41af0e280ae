import {setTimeout as sleep} from 'node:timers/promises'
import {type ProbeResult, probe} from './probe.ts'
import type {UrlCandidate} from './urls.ts'

/**
 * How much longer a URL that refuses may take than a worse one, in ms: kube-proxy opens a node port on each node at a
 * time of its own, seconds apart on a busy machine.
 */
const LATER_MS = 15_000
const RETRY_MS = 250

/** The result of probing some URLs. */
export interface ProbedUrls {
  /** The best URL that answered, and what it said; undefined where none did. */
  found: (UrlCandidate & {text: string}) | undefined
  /** The others that were probed, each with its result. */
  tried: string[]
  /** True where an address refused the connection. */
  refused: boolean
}

/** What OpenSSL says of an answer that is not TLS, by the code that Node gives it. */
const NOT_TLS = /^EPROTO$|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/

/**
 * Whether a URL is on this machine itself: what listens there forwards, and a connection that it holds until a time-out
 * is one that it cannot pass on yet.
 */
const isLoopback = ({url}: UrlCandidate): boolean => /^(?:localhost|127\..*|\[::1\])$/.test(new URL(url).hostname)

/** Probes a URL. That a port speaks TLS is mostly a guess by its number: one that does not is probed without TLS. */
const probeCandidate = async (candidate: UrlCandidate, signal: AbortSignal): Promise<ProbeResult & {url: string}> => {
  const {url} = candidate
  const answer = await probe(url, signal)
  if (!url.startsWith('https:') || !NOT_TLS.test(answer.text)) return {...answer, url}
  const {hostname, port} = new URL(url)
  const plain = `http://${hostname}:${port || 443}`
  const other = await probe(plain, signal)
  return other.answered ? {...other, url: plain} : {...answer, url}
}

/** Probes URLs once each, one after the other, until one answers. */
const probeInTurn = async (candidates: readonly UrlCandidate[], signal: AbortSignal) => {
  const tried: string[] = []
  const refusing: UrlCandidate[] = []
  for (const candidate of candidates) {
    const {answered, text, refused, url} = await probeCandidate(candidate, signal)
    signal.throwIfAborted()
    if (answered) return {found: {...candidate, url, text}, tried, refusing}
    tried.push(`${candidate.url}: ${text}`)
    if (refused || isLoopback(candidate)) refusing.push(candidate)
  }
  return {found: undefined, tried, refusing}
}

/**
 * Probes the URLs of a service, the best first. Where a worse one answers while a better one refuses, the better ones
 * are probed again for a few seconds.
 * @throws the signal's reason
 */
export const probeUrls = async (candidates: readonly UrlCandidate[], signal: AbortSignal): Promise<ProbedUrls> => {
  const {found, tried, refusing} = await probeInTurn(candidates, signal)
  const refused = refusing.length > 0
  if (!found) return {found, tried, refused}
  const deadline = performance.now() + LATER_MS
  // URLs with the same reason, such as those of two nodes, are equally good.
  const better = refusing.filter(({why}) => why !== found.why)
  while (better.length > 0 && performance.now() < deadline) {
    await sleep(RETRY_MS, undefined, {signal})
    const again = await probeInTurn(better, signal)
    if (again.found) return {found: again.found, tried, refused}
  }
  return {found, tried, refused}
}

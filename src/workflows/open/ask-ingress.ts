import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import type {CommandAdvice} from '../../errors/advice.ts'
import type {IngressUrl} from '../../expose/ingress-urls.ts'
import {probe} from '../../expose/probe.ts'
import {commandAdvice} from '../../process/command.ts'

const RETRY_MS = 500

/** Whether a name leads to the ingress from here. One that leads elsewhere is somebody else's. */
const leadsTo = async ({host, address}: IngressUrl): Promise<boolean> => {
  if (host === undefined) return true
  const ofName = await lookup(host, {all: true}).catch(() => [])
  const own = isIP(address) ? [{address}] : await lookup(address, {all: true}).catch(() => [])
  return ofName.some(one => own.some(other => other.address === one.address))
}

/** How many URLs of an ingress are looked at. */
const MOST_URLS = 20

/** The URLs of an ingress, with whether their names lead to it from here; those that do come first. */
export const leadingFirst = async (urls: readonly IngressUrl[]): Promise<{at: IngressUrl; leads: boolean}[]> => {
  const all = await Promise.all(urls.slice(0, MOST_URLS).map(async at => ({at, leads: await leadsTo(at)})))
  return [...all.filter(({leads}) => leads), ...all.filter(({leads}) => !leads)]
}

/** Whether an answer is a controller's own, as it says of what it does not know: 404, 502, 503, 504. */
export const isRefusal = (text: string): boolean => /^(?:404|50[234])\b/.test(text)

/**
 * Asks an ingress at its own address for its host. What its controller says of pods that it does not know yet is asked
 * again for a while.
 * @param graceMs for how long
 */
export const askIngress = async (
  at: IngressUrl,
  signal: AbortSignal,
  graceMs: number,
): Promise<{text: string; answered: boolean}> => {
  const deadline = performance.now() + graceMs
  for (;;) {
    const {answered, text} = await probe(at.direct, signal, at.host)
    signal.throwIfAborted()
    if ((answered && !isRefusal(text)) || performance.now() > deadline) return {answered, text}
    await sleep(RETRY_MS, undefined, {signal})
  }
}

/** How a URL whose name leads nowhere is asked all the same. */
export const askAnyway = ({url, host, address, port}: IngressUrl): CommandAdvice => {
  const insecure = url.startsWith('https:') ? ['-k'] : []
  const args = [...insecure, '--connect-to', `${host}:${port}:${address}:${port}`, url]
  return commandAdvice({program: 'curl', args}, `asks it, whatever ${host} leads to`)
}

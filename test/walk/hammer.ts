import {get} from 'node:http'
import {setTimeout as sleep} from 'node:timers/promises'
import {onTestFinished} from 'vitest'

/** A request that gets no answer for so long is lost, in ms. */
const LOST_MS = 20_000
const PAUSE_MS = 20

/** What became of many requests. */
export interface Score {
  requests: number
  /** What the lost ones came to: `ECONNRESET`, or an answer that no pod gives. */
  lost: string[]
  /** How often each pod answered. */
  pods: Map<string, number>
}

/** One request over a connection of its own. @returns what was answered within a limit in ms, or the error's code */
export const request = (url: string, limitMs = LOST_MS): Promise<string> =>
  new Promise(resolve => {
    const sent = get(url, {agent: false, signal: AbortSignal.timeout(limitMs)}, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(text.trim())).on('error', error => resolve(String(error)))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })

const podOf = (answer: string): string | undefined => /^You've hit (\S+)$/.exec(answer)?.[1]

/** Sends requests to a URL, some at a time, until it is stopped, or the test has ended, which may be by its time limit. */
export const hammer = (url: string, concurrency: number): {stop: () => Promise<Score>} => {
  const score: Score = {requests: 0, lost: [], pods: new Map()}
  let stopped = false
  const go = async (): Promise<void> => {
    while (!stopped) {
      const answer = await request(url)
      const pod = podOf(answer)
      score.requests += 1
      if (pod === undefined) score.lost.push(answer)
      else score.pods.set(pod, (score.pods.get(pod) ?? 0) + 1)
      await sleep(PAUSE_MS)
    }
  }
  const going = Array.from({length: concurrency}, go)
  onTestFinished(() => {
    stopped = true
  })
  return {
    stop: async () => {
      stopped = true
      await Promise.all(going)
      return score
    },
  }
}

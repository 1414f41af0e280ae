import {setTimeout as sleep} from 'node:timers/promises'
import type {ResultPromise} from 'execa'

/** Whether a child still runs after some ms; this process then no longer waits for it. */
export const outlasts = async (child: ResultPromise, ms: number): Promise<boolean> => {
  const over = new AbortController()
  const runs = await Promise.race([child.then(() => false), sleep(ms, true, {signal: over.signal}).catch(() => false)])
  over.abort()
  if (runs) child.nodeChildProcess.unref()
  return runs
}

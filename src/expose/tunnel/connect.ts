import {connect, type Socket} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'

/** Time without an answer before a parallel attempt begins, in ms: a pod that is gone never answers. */
const HEDGE_MS = 250
const MAX_AT_ONCE = 6
/** The pause after a refused attempt, in ms. */
const REFUSED_PAUSE_MS = 40
/** How long a connection that tests whether a node can be reached may take, in ms. */
const REACH_MS = 1000

/** An address and a port to connect to. */
export interface HostPort {
  host: string
  port: number
}

/** Begins to connect; `opened` rejects with the error of the system (`ECONNREFUSED`). */
const open = ({host, port}: HostPort): {socket: Socket; opened: Promise<Socket>} => {
  const socket = connect({host, port, allowHalfOpen: true, noDelay: true})
  const opened = new Promise<Socket>((resolve, reject) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
  return {socket, opened}
}

/**
 * Connects to one of several targets. Nothing is sent before a connection is established, so an attempt that fails or
 * hangs is followed by another one, and the other attempts are dropped once one succeeds. kube-proxy sends connections
 * to a terminating pod for a moment: a refusal, or no answer, means that the next target is tried.
 * @param pick the next target to try, asked each time
 * @throws the last attempt's error once `limitMs` are over; the signal's reason
 */
export const dial = async (
  pick: () => HostPort | undefined,
  {limitMs, signal}: {limitMs: number; signal: AbortSignal},
): Promise<Socket> => {
  const deadline = performance.now() + limitMs
  const sockets = new Set<Socket>()
  let winner: Socket | undefined
  let last: unknown = new Error('there is nothing to connect to')
  const attempt = async (target: HostPort): Promise<void> => {
    const {socket, opened} = open(target)
    sockets.add(socket)
    try {
      const connected = await opened
      if (winner) connected.destroy()
      winner ??= connected
    } catch (error) {
      last = error
      await sleep(REFUSED_PAUSE_MS)
    } finally {
      sockets.delete(socket)
    }
  }
  const running = new Set<Promise<void>>()
  try {
    while (!winner && performance.now() < deadline) {
      signal.throwIfAborted()
      const target = running.size < MAX_AT_ONCE ? pick() : undefined
      if (target) {
        const begun: Promise<void> = attempt(target).finally(() => running.delete(begun))
        running.add(begun)
      }
      const waiting = new AbortController()
      const pause = sleep(HEDGE_MS, undefined, {signal: waiting.signal}).catch(() => undefined)
      await Promise.race([pause, ...running])
      waiting.abort()
    }
    if (!winner) throw last
    return winner
  } finally {
    for (const socket of sockets) if (socket !== winner) socket.destroy()
  }
}

/** Whether one of some targets takes connections from this machine; known as soon as all have failed. */
export const canReach = async (targets: readonly HostPort[], signal: AbortSignal): Promise<boolean> => {
  const attempts = targets.slice(0, MAX_AT_ONCE).map(open)
  const answered = new AbortController()
  const silence = sleep(REACH_MS, undefined, {signal: AbortSignal.any([signal, answered.signal])}).then(() => {
    throw new Error('no answer in time')
  })
  try {
    await Promise.race([Promise.any(attempts.map(({opened}) => opened)), silence])
    return true
  } catch {
    signal.throwIfAborted()
    return false
  } finally {
    answered.abort()
    for (const {socket} of attempts) socket.destroy()
  }
}

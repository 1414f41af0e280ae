import type {Duplex} from 'node:stream'
import {openPortForward, type PodName, type PortForward} from '../../api-server/transport/port-forward.ts'
import type {ApiProxy} from '../../api-server/transport/proxy.ts'

/** How long an idle connection to a pod is kept, in ms. */
const IDLE_MS = 30_000
/** How many connections may wait for one port-forward that is being opened. */
const SEATS = 5

/** Port-forwards to pods through the API server, shared by connections and opened on demand. */
export interface Forwards {
  /** Begins a connection to a pod's port. @throws as `openPortForward` */
  connect(pod: PodName, port: number): Promise<Duplex>
  close(): void
}

interface Opening {
  forward: Promise<PortForward>
  seats: number
}

export const createForwards = (proxy: ApiProxy): Forwards => {
  const open = new Map<string, Set<PortForward>>()
  const opening = new Map<string, Opening>()

  const openFor = (key: string, pod: PodName): Opening => {
    const forward = openPortForward(proxy, pod).then(opened => {
      const all = open.get(key) ?? new Set()
      open.set(key, all.add(opened))
      return opened
    })
    const own: Opening = {forward, seats: SEATS}
    opening.set(key, own)
    const done = (): void => {
      if (opening.get(key) === own) opening.delete(key)
    }
    forward.then(done, done)
    return own
  }
  const drop = (key: string, forward: PortForward): void => {
    const all = open.get(key)
    all?.delete(forward)
    if (all?.size === 0) open.delete(key)
    forward.close()
  }
  /** A connection over a port-forward that has room; it is closed once no connection can or does use it. */
  const seat = (key: string, forward: PortForward, port: number): Duplex | undefined => {
    const connection = forward.connect(port)
    connection?.once('close', () => {
      if (forward.isSpent) return drop(key, forward)
      setTimeout(() => forward.connections === 0 && drop(key, forward), IDLE_MS).unref()
    })
    return connection
  }
  return {
    async connect(pod, port) {
      const key = `${pod.namespace}/${pod.name}`
      for (;;) {
        for (const forward of open.get(key) ?? []) {
          const connection = seat(key, forward, port)
          if (connection) return connection
          if (forward.isSpent) drop(key, forward)
        }
        const known = opening.get(key)
        const next = known && known.seats > 0 ? known : openFor(key, pod)
        next.seats -= 1
        const connection = seat(key, await next.forward, port)
        if (connection) return connection
      }
    },
    close() {
      for (const [key, all] of [...open]) for (const forward of [...all]) drop(key, forward)
    },
  }
}

import type {Socket} from 'node:net'
import type {KubeObject} from '../api/object.ts'
import type {ResourceType} from '../api/resource.ts'
import {type ControlPlane, change} from '../controllers/control-plane.ts'
import {Listener, whyNot} from './listener.ts'

/** Says which ports answer in place of those that may not be had: `80=8080,443=8443`. */
export const PUBLISHED_PORTS = 'kubia.dev/published-ports'
/** How many ports are tried in place of one. */
const TRIES = 20

/** The port to listen on: its own, and after that those that people use in its place. */
const placeFor = (port: number, tries: number): number => {
  if (tries === 0) return port
  const first = port === 443 ? 8443 : port < 1024 ? 8000 + port : port + 1
  return (first + tries - 1) % 65_536
}

interface Door {
  listener: Listener
  tries: number
}

/** The ports of one address. One that cannot be listened on is replaced by the next that can. */
export class PublishedPorts {
  readonly address: string
  readonly #accept: (port: number, socket: Socket) => void
  readonly #changed: () => void
  readonly #doors = new Map<number, Door>()

  /** @param accept gets the port that was asked for @param changed called when a port is open or could not be had */
  constructor(address: string, accept: (port: number, socket: Socket) => void, changed: () => void) {
    this.address = address
    this.#accept = accept
    this.#changed = changed
  }

  /** Closes and opens what it takes to listen on these. @returns why one cannot be had, nor any in its place */
  listen(ports: readonly number[]): string | undefined {
    for (const [port, {listener}] of this.#doors)
      if (!ports.includes(port)) {
        listener.close()
        this.#doors.delete(port)
      }
    for (const port of ports) {
      const known = this.#doors.get(port)
      if (known && known.listener.state !== 'failed') continue
      known?.listener.close()
      if (known && known.tries + 1 >= TRIES) {
        this.#doors.delete(port)
        return whyNot(known.listener)
      }
      const tries = known ? known.tries + 1 : 0
      const place = {address: this.address, port: placeFor(port, tries)}
      this.#doors.set(port, {listener: new Listener(place, socket => this.#accept(port, socket), this.#changed), tries})
    }
    return undefined
  }

  get isOpen(): boolean {
    return [...this.#doors.values()].every(({listener}) => listener.state === 'open')
  }

  /** Where a port is listened on, once it is open. */
  realPort(port: number): number | undefined {
    return this.#doors.get(port)?.listener.port
  }

  /** The ports that another one answers for. */
  get moved(): [port: number, real: number][] {
    return [...this.#doors].flatMap(([port, {listener}]) => (listener.port === port ? [] : [[port, listener.port]]))
  }

  close(): void {
    for (const {listener} of this.#doors.values()) listener.close()
    this.#doors.clear()
  }
}

/** Notes on an object which of its ports answer elsewhere. */
export const notePorts = (
  plane: ControlPlane,
  resource: ResourceType,
  object: KubeObject,
  moved: readonly [port: number, real: number][],
): void => {
  const text = moved.map(([port, real]) => `${port}=${real}`).join()
  if ((object.metadata.annotations?.[PUBLISHED_PORTS] ?? '') === text) return
  change(plane, resource, object, current => {
    const {[PUBLISHED_PORTS]: _, ...annotations} = current.metadata.annotations ?? {}
    return {
      ...current,
      metadata: {...current.metadata, annotations: {...annotations, ...(text && {[PUBLISHED_PORTS]: text})}},
    }
  })
}

/** What an event says of a port that answers elsewhere. */
export const saysMoved = ({address}: PublishedPorts, [port, real]: readonly [port: number, real: number]): string =>
  `Port ${port} cannot be listened on here; ${address}:${real} answers in its place`

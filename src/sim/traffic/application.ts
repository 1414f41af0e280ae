import {createServer, type Server} from 'node:http'
import type {Duplex} from 'node:stream'
import type {Pod} from '../kinds/pod/types.ts'

/** Where a connection ends. */
export interface Destination {
  pod: Pod
  container: string
  /** The address from which it seems to come. */
  from: string
}

const hostname = ({spec, metadata}: Pod): string => spec.hostname ?? metadata.name

/**
 * The application in the containers: it says who answered. One HTTP server without a port of its own serves all pods,
 * on connections that are handed to it, so a pod costs nothing while nobody talks to it.
 */
export class Application {
  readonly #server: Server
  readonly #destinations = new WeakMap<Duplex, Destination>()

  /** @param served called with each request */
  constructor(served: (destination: Destination, request: string) => void) {
    this.#server = createServer((request, response) => {
      const destination = this.#destinations.get(request.socket)
      if (!destination) throw new Error('a connection without a destination')
      served(destination, `${request.method} ${request.url}`)
      // What a client sends along is read, so that the connection can be used again.
      request.resume()
      response.setHeader('Content-Type', 'text/plain; charset=utf-8')
      response.end(`You've hit ${hostname(destination.pod)}\n`)
    })
    // A client that opens a connection and says nothing keeps it, as with most servers of lessons.
    this.#server.requestTimeout = 0
    this.#server.headersTimeout = 0
    this.#server.keepAliveTimeout = 0
  }

  /** Serves a connection until either side ends it. */
  serve(stream: Duplex, destination: Destination): void {
    this.#destinations.set(stream, destination)
    this.#server.emit('connection', stream)
  }
}

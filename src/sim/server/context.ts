// What the handlers of requests stand on.
import type {IncomingMessage, ServerResponse} from 'node:http'
import type {Registry} from '../api/registry.ts'
import type {ResourceType} from '../api/resources.ts'
import type {Clock} from '../clock.ts'
import type {Store} from '../store/store.ts'
import type {OpenApiV3} from './hooks.ts'
import type {ResourcePath} from './path.ts'
import type {Streams} from './streams.ts'

/** Who asks, as the client's certificate says it. */
export interface User {
  name: string
  groups: readonly string[]
}

export interface ServerContext {
  store: Store
  registry: Registry
  clock: Clock
  /** Puts on disk what has changed; nothing is told to a client before. */
  commit: () => void
  openApiV3: OpenApiV3
  streams: Streams
  /** The version that is reported, without a `v`: `1.36.0`. */
  kubernetesVersion: string
}

/** What a request is about: an object, a collection of them, or a part of one. */
export interface ResourceTarget {
  type: ResourceType
  path: ResourcePath
  query: URLSearchParams
  user: User
  raw: IncomingMessage
}

export interface ResourceRequest extends ResourceTarget {
  response: ServerResponse
}

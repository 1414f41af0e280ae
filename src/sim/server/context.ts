// What the handlers of requests stand on.
import type {IncomingMessage, ServerResponse} from 'node:http'
import type {Duplex} from 'node:stream'
import type {KubeObject} from '../api/object.ts'
import type {Registry} from '../api/registry.ts'
import type {ResourceType, Verb} from '../api/resource.ts'
import type {Clock} from '../clock.ts'
import type {OpenApiDocuments} from '../schema/index.ts'
import type {Store} from '../store/store.ts'
import type {Answer} from './answer.ts'
import type {Authorizer, User} from './authorizer.ts'
import type {ColumnDefinition} from './column.ts'
import type {ResourcePath} from './path.ts'
import type {Streams} from './streams.ts'

export interface ServerContext {
  kinds: ServedKinds
  store: Store
  registry: Registry
  authorizer: Authorizer
  clock: Clock
  /** Puts on disk what has changed; called before a client is answered. */
  commit: () => void
  openApi: OpenApiDocuments
  streams: Streams
  /** The version that is reported, without a `v`: `1.36.0`. */
  kubernetesVersion: string
}

/** What the server knows of the kinds that it serves. */
export interface ServedKinds {
  /** In the order of discovery. */
  readonly resources: readonly ResourceType[]
  resourceAt(path: Pick<ResourcePath, 'group' | 'plural' | 'version'>): ResourceType | undefined
  columnsOf(type: ResourceType): readonly ColumnDefinition[]
  handlersOf(type: ResourceType): KindHandlers
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

/** @returns undefined where the handler has written, or goes on writing, the answer itself */
export type Handler = (
  request: ResourceRequest,
  context: ServerContext,
) => Answer | undefined | Promise<Answer | undefined>

/** Takes a connection over. @param head what the client has already sent. @throws ApiError as long as nothing was written */
export type UpgradeHandler = (
  target: ResourceTarget,
  context: ServerContext,
  socket: Duplex,
  head: Buffer,
) => void | Promise<void>

/** What of a kind is answered in its own way. */
export interface KindHandlers {
  /** In place of the handler that all kinds share. */
  create?: Handler
  /** What is said of an object that was made, beside what is said of its kind. */
  warningsOnCreate?: (object: KubeObject) => string[]
  /** By name; the subresource `status` is the same for all kinds. */
  subresources?: Readonly<Record<string, Partial<Record<Verb, Handler>>>>
  /** By the name of the subresource. */
  upgrades?: Readonly<Record<string, UpgradeHandler>>
}

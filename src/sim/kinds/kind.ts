import type {Guard} from '../api/hooks.ts'
import type {ResourceType} from '../api/resource.ts'
import type {Strategy} from '../api/strategy.ts'
import type {ControlPlane} from '../controllers/control-plane.ts'
import type {Controller} from '../controllers/loop.ts'
import type {PublishedPort} from '../description/description.ts'
import type {FillDefaults, NameRule, ValidateFields} from '../schema/index.ts'
import type {ColumnDefinition} from '../server/column.ts'
import type {KindHandlers} from '../server/context.ts'
import type {AddressPool} from '../traffic/address-pool.ts'
import type {Balancer} from '../traffic/balancer.ts'
import type {PodNetwork} from '../traffic/pod-network.ts'

/** What a controller of a kind may use. */
export interface ControllerContext extends ControlPlane {
  /** Where the API server answers. */
  readonly server: URL
  /** PEM of the authority that signed the API server's certificate. */
  readonly caCertificate: string
  /** The nodes' names, in the order that published ports count them. */
  readonly nodeNames: readonly string[]
  readonly network: PodNetwork
  readonly balancer: Balancer
  /** What load balancers and ingresses are reached at. */
  readonly addresses: AddressPool
  /** Ports of this machine that lead to node ports. */
  readonly publish: readonly PublishedPort[]
  /** Has a controller look at an object without a change of the store, such as when a port has begun to listen. */
  readonly wake: (controller: Controller, key: string) => void
}

/** The controllers of a kind, begun. They are asked of changes, and run, in this order. */
export type StartControllers = (context: ControllerContext) => readonly Controller[]

/** Of a kind that other parts of the cluster read and write, and that has no controller of its own. */
export const noControllers: StartControllers = () => []

/** A kind that acts, or is acted on: everything is said of it. Where it has nothing of its own, that is said too. */
export interface ActingKind {
  resource: ResourceType
  /** How its objects are written; `{}` for as they come. */
  strategy: Strategy
  defaults: FillDefaults
  validation: ValidateFields
  /** Which names it takes; those of DNS subdomains if not said. */
  names?: NameRule
  columns: readonly ColumnDefinition[]
  /** How its objects limit objects of other kinds. */
  guard?: Guard
  /** What of it is answered in its own way. */
  handlers?: KindHandlers
  controllers: StartControllers
}

/** A kind that is only stored, or only answered: nothing in the cluster looks at it, and all but its resource is optional. */
export type StoredKind = Pick<ActingKind, 'resource'> & Partial<Omit<ActingKind, 'controllers' | 'resource'>>

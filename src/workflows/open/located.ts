import type {KubiaError} from '../../errors/kubia-error.ts'
import type {Service} from '../../kubernetes/types.ts'
import type {FoundUrl} from './find-open-url.ts'

/** How an ingress is asked. */
export interface ThroughIngress {
  name: string
  /** The Host header; undefined where any will do. */
  host: string | undefined
  /** The URL with the ingress's own address. */
  direct: string
  /** Why the URL with its name does not work on this machine; undefined where it does. */
  failure: KubiaError | undefined
}

/** A service, and the URL at which it answers. */
export interface LocatedService extends FoundUrl {
  service: Service
  /** The ingress that leads to it, where one was asked for. */
  ingress?: ThroughIngress
}

import {usageError} from '../errors/kubia-error.ts'
import {findKind} from '../kubernetes/kinds/index.ts'
import {ingress} from '../kubernetes/kinds/ingress.ts'
import {service} from '../kubernetes/kinds/service.ts'

/** What is asked for its URL. */
export interface AskedFor {
  /** Undefined: the only service. */
  name: string | undefined
  isIngress: boolean
}

/**
 * A service's name, also as `service/NAME`, or `ingress/NAME`.
 * @param verb the command: `open` @throws KubiaError USAGE for another kind
 */
export const readService = (word: string | undefined, verb: string): AskedFor => {
  const [first = '', name, ...more] = (word ?? '').split('/')
  if (name === undefined) return {name: word, isIngress: false}
  const kind = findKind(first)
  const isIngress = kind === ingress
  if (name !== '' && more.length === 0 && (isIngress || kind === service)) return {name, isIngress}
  const what = `${verb} takes a service's name, as kubectl get services lists it, or ingress/NAME`
  throw usageError(`${word} is no service: ${what}`)
}

import type {KubeObject} from '../../api/object.ts'
import type {Strategy} from '../../api/strategy.ts'
import type {Store} from '../../store/store.ts'
import {ingressClassResource} from '../ingressclass/resource.ts'
import {DEFAULT_CLASS} from '../ingressclass/types.ts'
import {CLASS_ANNOTATION, type Ingress} from './types.ts'

/** The class of ingresses that name none: of several the one made last. */
const defaultClass = (store: Store): string | undefined =>
  store
    .list(ingressClassResource)
    .filter(({metadata}) => metadata.annotations?.[DEFAULT_CLASS] === 'true')
    .toSorted((a, b) => Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp))[0]
    ?.metadata.name

const namesClass = ({spec, metadata}: Ingress): boolean =>
  spec.ingressClassName !== undefined || metadata.annotations?.[CLASS_ANNOTATION] !== undefined

export const ingressStrategy: Strategy = {
  prepareForCreate: object => ({...object, status: {loadBalancer: {}}}),
  /** The admission plugin DefaultIngressClass. */
  admit: (object, previous, {store}): KubeObject => {
    const ingress = object as Ingress
    const found = previous || namesClass(ingress) ? undefined : defaultClass(store)
    return found === undefined ? ingress : {...ingress, spec: {...ingress.spec, ingressClassName: found}}
  },
}

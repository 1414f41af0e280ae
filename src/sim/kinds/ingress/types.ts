import type * as Raw from '../../../kubernetes/types.ts'
import type {KubeObject} from '../../api/object.ts'

export type {IngressBackend, IngressPath} from '../../../kubernetes/types.ts'

/** As the field that took its place, before Kubernetes 1.18. */
export const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

export type Ingress = KubeObject & Pick<Raw.Ingress, 'spec' | 'status'>

import type {KubeObject} from '../../api/object.ts'

/** The annotation of the class that ingresses get which name none. */
export const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class'

/** The controller of the classes whose ingresses are served here. */
export const CONTROLLER = 'k8s.io/ingress-nginx'

export interface IngressClass extends KubeObject {
  spec: {
    controller?: string
    parameters?: {apiGroup?: string; kind: string; name: string; namespace?: string; scope?: string}
  }
}

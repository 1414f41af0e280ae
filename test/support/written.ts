import type {KubeObject} from '../../src/kubernetes/types.ts'
import type {Answer} from './exec.ts'

const KINDS = `configmaps cm v1 true ConfigMap
namespaces ns v1 false Namespace
pods po v1 true Pod
serviceaccounts sa v1 true ServiceAccount
services svc v1 true Service
customresourcedefinitions crd,crds apiextensions.k8s.io/v1 false CustomResourceDefinition
deployments deploy apps/v1 true Deployment
`

/** What kubectl answers where manifests are read: with objects as they are written, and with the kinds of a server. */
export const written = (objects: readonly object[], context = 'prod'): Record<string, Answer> => ({
  'kubectl --kubeconfig /dev/null patch --local': {
    stdout: objects.map(object => `${JSON.stringify(object, null, 4)}\n`).join(''),
  },
  [`kubectl --context ${context} api-resources --no-headers`]: {stdout: KINDS},
})

/** An object as a manifest has it. */
export const manifest = (object: KubeObject): object => {
  const {uid: _, resourceVersion: __, generation: ___, creationTimestamp: ____, ...metadata} = object.metadata
  return {...object, metadata}
}

import {type ControlPlane, change} from '../../controllers/control-plane.ts'
import {draft} from '../../controllers/draft.ts'
import type {Controller} from '../../controllers/loop.ts'
import {activeNamespace} from '../../controllers/per-namespace.ts'
import {namespaceResource} from '../namespace/resource.ts'
import {configMapResource} from './resource.ts'

const NAME = 'kube-root-ca.crt'
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/**
 * Every namespace has a config map with the certificate of the API server's CA, so that pods can verify the server.
 * The loop compares it with the certificate and puts right what is missing or was changed.
 * @param certificate PEM
 */
export const rootCaPublisher = (plane: ControlPlane, certificate: string): Controller => ({
  name: 'root-ca-certificate-publisher-controller',
  *affected({type, resource, object}) {
    if (resource === namespaceResource && type !== 'DELETED') yield object.metadata.name
    if (resource === configMapResource && object.metadata.name === NAME) yield object.metadata.namespace ?? ''
  },
  reconcile: namespace => {
    if (!activeNamespace(plane, namespace)) return undefined
    const data = {'ca.crt': certificate}
    const current = plane.store.get(configMapResource, namespace, NAME)
    if (current) change(plane, configMapResource, current, object => ({...object, data}))
    else {
      const annotations = {'kubernetes.io/description': DESCRIPTION}
      const metadata = {name: NAME, namespace, annotations}
      plane.registry.create(configMapResource, draft({apiVersion: 'v1', kind: 'ConfigMap', metadata, data}))
    }
    return undefined
  },
})

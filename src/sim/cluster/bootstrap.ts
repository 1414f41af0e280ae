// What every new cluster begins with.
import type {Registry} from '../api/registry.ts'
import {draft} from '../controllers/draft.ts'
import {namespaceResource} from '../kinds/namespace/resource.ts'

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** Makes what is missing; a cluster that goes on has it all. */
export const bootstrap = (registry: Registry): void => {
  for (const name of NAMESPACES)
    if (!registry.find(namespaceResource, '', name))
      registry.create(namespaceResource, draft({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}))
}

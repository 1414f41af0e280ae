// What every new cluster begins with.
import type {Registry} from '../api/registry.ts'
import {types} from '../api/resources.ts'
import {draft} from '../controllers/draft.ts'

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

/** Makes what is missing; a cluster that goes on has it all. */
export const bootstrap = (registry: Registry): void => {
  for (const name of NAMESPACES)
    if (!registry.find(types.Namespace, '', name))
      registry.create(types.Namespace, draft({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}))
}

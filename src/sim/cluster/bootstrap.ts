// What every new cluster begins with.
import type {Registry} from '../api/registry.ts'
import {draft} from '../controllers/draft.ts'
import {namespaceResource} from '../kinds/namespace/resource.ts'
import {KNOBS} from '../kubelet/knobs.ts'

/** The namespace whose annotation says how fast the cluster is. */
export const SYSTEM = 'kube-system'
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', SYSTEM]

/** Makes what is missing; a cluster that goes on has it all. @param speed of a new cluster */
export const bootstrap = (registry: Registry, speed = 1): void => {
  const annotations = speed === 1 ? {} : {annotations: {[KNOBS.speed]: String(speed)}}
  for (const name of NAMESPACES)
    if (!registry.find(namespaceResource, '', name)) {
      const metadata = {name, ...(name === SYSTEM && annotations)}
      registry.create(namespaceResource, draft({apiVersion: 'v1', kind: 'Namespace', metadata}))
    }
}

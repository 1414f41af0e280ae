// Namespaces: Active when created, held by the finalizer `kubernetes` in their spec until the namespace controller has emptied
// them.

import type {KubeObject} from '../../api/object.ts'
import {forbidden} from '../../api/status.ts'
import type {Strategy} from '../../api/strategy.ts'
import {namespaceResource} from './resource.ts'

const NAME_LABEL = 'kubernetes.io/metadata.name'

interface NamespaceSpec {
  finalizers?: string[]
}

const specOf = (object: KubeObject): NamespaceSpec => (object['spec'] ?? {}) as NamespaceSpec

const withNameLabel = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: {...object.metadata, labels: {...object.metadata.labels, [NAME_LABEL]: object.metadata.name}},
})

/** Namespaces that a cluster cannot do without. */
const IMMORTAL = ['default', 'kube-system', 'kube-public']

export const namespaceStrategy: Strategy = {
  checkDeletion: name => {
    if (IMMORTAL.includes(name)) throw forbidden(namespaceResource, name, 'this namespace may not be deleted')
  },
  prepareForCreate: object => ({...object, spec: {finalizers: ['kubernetes']}, status: {phase: 'Active'}}),
  admit: withNameLabel,
  prepareForUpdate: (object, previous) => ({
    ...object,
    spec: {...specOf(object), finalizers: specOf(previous).finalizers},
  }),
  prepareForSubresource: (_subresource, object, previous) => ({...previous, spec: object['spec']}),
  isHeld: object => (specOf(object).finalizers ?? []).length > 0,
  prepareForDelete: object => ({...object, status: {...(object['status'] as object), phase: 'Terminating'}}),
}

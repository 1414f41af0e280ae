import {resource, type Subresource, statusOf} from '../api/resource.ts'
import {autoscalerInV1, autoscalerInV2, autoscalerV1Defaults, validateAutoscalerV1} from './autoscaler-v1.ts'
import {clusterRoleBindingResource, roleBindingResource, roleResource} from './clusterrole/resource.ts'
import {eventKindInGroup} from './event-in-group.ts'
import type {StoredKind} from './kind.ts'
import {signingRequestHandlers, signingRequestStrategy, validateSigningRequest} from './signing-request.ts'
import * as columns from './stored-columns.ts'
import * as defaults from './stored-defaults.ts'
import * as validation from './stored-validation.ts'

type Row = Parameters<typeof resource>[0]

const isStored = (kind: string) => ({
  warningOnCreate: `the simulated cluster stores a ${kind}, and does not act on it`,
})

/** What can be made and read, and what nothing in the cluster looks at: whoever makes one hears of it. */
const stored = (row: Row, parts: Omit<StoredKind, 'resource'> = {}): StoredKind => ({
  resource: resource({...row, ...isStored(row.kind)}),
  ...parts,
})

const CLUSTER_WIDE = {namespaced: false} as const
const ADMISSION = {
  group: 'admissionregistration.k8s.io',
  ...CLUSTER_WIDE,
  generation: true,
  categories: ['api-extensions'],
} as const
const STORAGE = {group: 'storage.k8s.io', ...CLUSTER_WIDE, returnsDeleted: true} as const
const FLOW: Pick<Row, 'generation' | 'group' | 'namespaced'> = {
  group: 'flowcontrol.apiserver.k8s.io',
  ...CLUSTER_WIDE,
  generation: true,
}

/** Objects are kept in the version in which they were written, and shown in the one that is asked for. */
const autoscalerResource = resource({
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  group: 'autoscaling',
  version: 'v2',
  shortNames: ['hpa'],
  categories: ['all'],
  subresources: [statusOf('HorizontalPodAutoscaler')],
  ...isStored('HorizontalPodAutoscaler'),
  shown: autoscalerInV2,
})

const APPROVAL: Subresource = {...statusOf('CertificateSigningRequest'), name: 'approval'}

/** The kinds that are only stored: one row each. */
export const storedKinds: readonly StoredKind[] = [
  eventKindInGroup,
  {
    resource: autoscalerResource,
    strategy: {prepareForCreate: autoscaler => ({...autoscaler, status: {desiredReplicas: 0, currentMetrics: null}})},
    columns: columns.autoscalerColumns,
    defaults: defaults.autoscalerDefaults,
    validation: validation.validateAutoscaler,
  },
  {
    resource: {...autoscalerResource, version: 'v1', stored: autoscalerResource, shown: autoscalerInV1},
    columns: columns.autoscalerColumns.map(column => ({
      ...column,
      value: (object, now) => column.value(autoscalerInV2(object), now),
    })),
    strategy: {
      prepareForCreate: autoscaler => ({...autoscaler, status: {currentReplicas: 0, desiredReplicas: 0}}),
    },
    defaults: autoscalerV1Defaults,
    validation: validateAutoscalerV1,
  },
  stored(
    {
      kind: 'NetworkPolicy',
      plural: 'networkpolicies',
      group: 'networking.k8s.io',
      shortNames: ['netpol'],
      generation: true,
    },
    {
      columns: columns.networkPolicyColumns,
      defaults: defaults.networkPolicyDefaults,
      validation: validation.validateNetworkPolicy,
    },
  ),
  // What the authorizer reads.
  {
    resource: roleResource,
    columns: columns.createdColumns,
    names: validation.pathSegment,
    validation: validation.validateRole,
  },
  {
    resource: roleBindingResource,
    columns: columns.bindingColumns,
    names: validation.pathSegment,
    defaults: defaults.bindingDefaults,
    validation: validation.validateBinding('Role', 'ClusterRole'),
  },
  {
    resource: clusterRoleBindingResource,
    columns: columns.bindingColumns,
    names: validation.pathSegment,
    defaults: defaults.bindingDefaults,
    validation: validation.validateBinding('ClusterRole'),
  },
  stored(
    {kind: 'ValidatingWebhookConfiguration', plural: 'validatingwebhookconfigurations', ...ADMISSION},
    {columns: columns.webhooksColumns, defaults: defaults.webhooksDefaults},
  ),
  stored(
    {kind: 'MutatingWebhookConfiguration', plural: 'mutatingwebhookconfigurations', ...ADMISSION},
    {columns: columns.webhooksColumns, defaults: defaults.mutatingWebhooksDefaults},
  ),
  stored(
    {
      kind: 'ValidatingAdmissionPolicy',
      plural: 'validatingadmissionpolicies',
      ...ADMISSION,
      subresources: [statusOf('ValidatingAdmissionPolicy')],
    },
    {columns: columns.admissionPolicyColumns},
  ),
  stored(
    {kind: 'ValidatingAdmissionPolicyBinding', plural: 'validatingadmissionpolicybindings', ...ADMISSION},
    {columns: columns.admissionBindingColumns},
  ),
  stored(
    {
      kind: 'APIService',
      plural: 'apiservices',
      group: 'apiregistration.k8s.io',
      ...CLUSTER_WIDE,
      categories: ['api-extensions'],
      subresources: [statusOf('APIService')],
    },
    {columns: columns.apiServiceColumns, defaults: defaults.apiServiceDefaults},
  ),
  stored(
    {kind: 'CSIDriver', plural: 'csidrivers', ...STORAGE},
    {columns: columns.csiDriverColumns, defaults: defaults.csiDriverDefaults},
  ),
  stored({kind: 'CSINode', plural: 'csinodes', ...STORAGE}, {columns: columns.csiNodeColumns}),
  stored(
    {
      kind: 'CertificateSigningRequest',
      plural: 'certificatesigningrequests',
      group: 'certificates.k8s.io',
      ...CLUSTER_WIDE,
      shortNames: ['csr'],
      subresources: [APPROVAL, statusOf('CertificateSigningRequest')],
      selectableFields: ['spec.signerName'],
    },
    {
      columns: columns.signingRequestColumns,
      strategy: signingRequestStrategy,
      validation: validateSigningRequest,
      handlers: signingRequestHandlers,
    },
  ),
  stored(
    {kind: 'FlowSchema', plural: 'flowschemas', ...FLOW, subresources: [statusOf('FlowSchema')]},
    {columns: columns.flowSchemaColumns, defaults: defaults.flowSchemaDefaults},
  ),
  stored(
    {
      kind: 'PriorityLevelConfiguration',
      plural: 'prioritylevelconfigurations',
      ...FLOW,
      subresources: [statusOf('PriorityLevelConfiguration')],
    },
    {columns: columns.priorityLevelColumns},
  ),
]

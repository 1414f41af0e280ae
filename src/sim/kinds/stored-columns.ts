// The columns of kinds that are only stored: pkg/printers/internalversion/printers.go.
import {formatLabels, formatSelector} from '../../kubernetes/selectors.ts'
import type {KubeObject, LabelSelector} from '../api/object.ts'
import {type Fields, items, record} from '../schema/fields.ts'
import {
  ageColumn,
  type ColumnDefinition,
  countOf,
  integer,
  NONE,
  nameColumn,
  text,
  UNKNOWN,
  UNSET,
} from '../server/column.ts'

const part = (object: KubeObject | Fields, ...path: string[]): unknown =>
  path.reduce<unknown>((value, field) => record(value)[0]?.[field], object)

const named = (...columns: ColumnDefinition[]): readonly ColumnDefinition[] => [nameColumn, ...columns]

/** A value of the spec, or what stands for one that is not there. */
const spec = (name: string, field: string, absent: string): ColumnDefinition =>
  text(name, object => String(part(object, 'spec', field) ?? absent))

export const createdColumns = named({
  name: 'Created At',
  type: 'date',
  value: ({metadata}) => metadata.creationTimestamp,
})

const subjects = (name: string, kind: string): ColumnDefinition =>
  text(
    name,
    object =>
      items(object['subjects'])
        .filter(subject => subject['kind'] === kind)
        .map(subject =>
          kind === 'ServiceAccount' ? `${subject['namespace'] ?? ''}/${subject['name']}` : subject['name'],
        )
        .join(', '),
    1,
  )

export const bindingColumns = named(
  text('Role', object => `${part(object, 'roleRef', 'kind')}/${part(object, 'roleRef', 'name')}`),
  ageColumn,
  subjects('Users', 'User'),
  subjects('Groups', 'Group'),
  subjects('ServiceAccounts', 'ServiceAccount'),
)

export const networkPolicyColumns = named(
  text('Pod-Selector', object => formatSelector(part(object, 'spec', 'podSelector') as LabelSelector | undefined)),
  ageColumn,
)

export const webhooksColumns = named(
  integer('Webhooks', object => countOf(object, 'webhooks')),
  ageColumn,
)

/** Nothing is measured here, so the present value is never known. */
const targetText = (metric: Fields): string => {
  const [resource] = record(metric['resource'])
  if (!resource) return `${UNKNOWN}/${UNKNOWN}`
  const utilization = part(resource, 'target', 'averageUtilization')
  const wanted = utilization === undefined ? part(resource, 'target', 'averageValue') : `${utilization}%`
  return `${resource['name']}: ${UNKNOWN}/${wanted ?? '<auto>'}`
}

export const autoscalerColumns = named(
  text(
    'Reference',
    object => `${part(object, 'spec', 'scaleTargetRef', 'kind')}/${part(object, 'spec', 'scaleTargetRef', 'name')}`,
  ),
  text(
    'Targets',
    object =>
      items(part(object, 'spec', 'metrics'))
        .map(targetText)
        .join(', ') || NONE,
  ),
  spec('MinPods', 'minReplicas', UNSET),
  spec('MaxPods', 'maxReplicas', '0'),
  text('Replicas', object => String(part(object, 'status', 'currentReplicas') ?? 0)),
  ageColumn,
)

export const budgetColumns = named(
  spec('Min Available', 'minAvailable', 'N/A'),
  spec('Max Unavailable', 'maxUnavailable', 'N/A'),
  integer('Allowed Disruptions', object => Number(part(object, 'status', 'disruptionsAllowed') ?? 0)),
  ageColumn,
)

export const apiServiceColumns = named(
  text('Service', object => {
    const [service] = record(part(object, 'spec', 'service'))
    return service ? `${service['namespace']}/${service['name']}` : 'Local'
  }),
  text('Available', () => 'Unknown'),
  ageColumn,
)

export const csiDriverColumns = named(
  spec('AttachRequired', 'attachRequired', 'true'),
  spec('PodInfoOnMount', 'podInfoOnMount', 'false'),
  spec('StorageCapacity', 'storageCapacity', 'false'),
  text(
    'TokenRequests',
    object =>
      items(part(object, 'spec', 'tokenRequests'))
        .map(({audience}) => audience)
        .join(',') || UNSET,
  ),
  spec('RequiresRepublish', 'requiresRepublish', 'false'),
  text('Modes', object => ((part(object, 'spec', 'volumeLifecycleModes') ?? []) as string[]).join(',') || NONE),
  ageColumn,
)

export const csiNodeColumns = named(
  integer('Drivers', object => items(part(object, 'spec', 'drivers')).length),
  ageColumn,
)

export const signingRequestColumns = named(
  ageColumn,
  spec('SignerName', 'signerName', NONE),
  spec('Requestor', 'username', ''),
  spec('RequestedDuration', 'expirationSeconds', NONE),
  text(
    'Condition',
    object =>
      items(part(object, 'status', 'conditions'))
        .map(({type}) => type)
        .join(',') || 'Pending',
  ),
)

export const flowSchemaColumns = named(
  text('PriorityLevel', object => String(part(object, 'spec', 'priorityLevelConfiguration', 'name') ?? NONE)),
  spec('MatchingPrecedence', 'matchingPrecedence', '0'),
  text('DistinguisherMethod', object => String(part(object, 'spec', 'distinguisherMethod', 'type') ?? NONE)),
  ageColumn,
  text('MissingPL', () => '?'),
)

const queuing = (name: string, field: string): ColumnDefinition =>
  text(name, object => String(part(object, 'spec', 'limited', 'limitResponse', 'queuing', field) ?? NONE))

export const priorityLevelColumns = named(
  spec('Type', 'type', NONE),
  text('NominalConcurrencyShares', object =>
    String(part(object, 'spec', 'limited', 'nominalConcurrencyShares') ?? NONE),
  ),
  queuing('Queues', 'queues'),
  queuing('HandSize', 'handSize'),
  queuing('QueueLengthLimit', 'queueLengthLimit'),
  ageColumn,
)

export const admissionPolicyColumns = named(
  integer('Validations', object => items(part(object, 'spec', 'validations')).length),
  text('ParamKind', object => {
    const [kind] = record(part(object, 'spec', 'paramKind'))
    return kind ? `${kind['apiVersion']}/${kind['kind']}` : UNSET
  }),
  ageColumn,
)

export const admissionBindingColumns = named(
  spec('PolicyName', 'policyName', ''),
  text('ParamRef', object => {
    const [reference] = record(part(object, 'spec', 'paramRef'))
    if (!reference) return UNSET
    const {namespace, name, selector} = reference
    const what = name ?? formatLabels((record(selector)[0]?.['matchLabels'] ?? {}) as Record<string, string>)
    return namespace ? `${namespace}/${what}` : String(what)
  }),
  ageColumn,
)

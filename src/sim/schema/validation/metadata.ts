// The metadata that all objects have: k8s.io/apimachinery, pkg/api/validation/objectmeta.go.
import type {Labels, ObjectMeta, OwnerReference} from '../../api/object.ts'
import type {StatusCause} from '../../api/status.ts'
import {forbidden, invalid, invalids, nonNegative, required, tooLong} from './causes.ts'
import {labelValue, qualifiedName} from './names.ts'
import {same} from './same.ts'

export type NameRule = (name: string) => string[]

const MOST_ANNOTATIONS = 256 * 1024

/** Labels, selectors, node selectors. */
export const validateLabels = (field: string, labels: Labels = {}): StatusCause[] =>
  Object.entries(labels).flatMap(([key, value]) => [
    ...invalids(field, key, qualifiedName(key)),
    ...invalids(field, value, labelValue(value)),
  ])

export const validateAnnotations = (field: string, annotations: Labels = {}): StatusCause[] => {
  const entries = Object.entries(annotations)
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
  return [
    ...entries.flatMap(([key]) => invalids(field, key, qualifiedName(key.toLowerCase()))),
    ...(bytes > MOST_ANNOTATIONS ? [tooLong(field, MOST_ANNOTATIONS)] : []),
  ]
}

const OWNER_FIELDS = {apiVersion: 'version', kind: 'kind', name: 'name', uid: 'uid'} as const

const validateOwners = (field: string, owners: readonly OwnerReference[] = []): StatusCause[] => {
  const controllers = owners.filter(({controller}) => controller)
  const empty = owners.flatMap(owner =>
    Object.entries(OWNER_FIELDS)
      .filter(([name]) => !owner[name as keyof typeof OWNER_FIELDS])
      .map(([name, word]) => invalid(`${field}.${name}`, '', `${word} must not be empty`)),
  )
  const [first, second] = controllers
  if (!first || !second) return empty
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${first.name} and ${second.name}`
  return [...empty, invalid(field, owners, why)]
}

const validateFinalizers = (field: string, finalizers: readonly string[] = []): StatusCause[] =>
  finalizers.flatMap((finalizer, index) => [
    ...invalids(`${field}[${index}]`, finalizer, qualifiedName(finalizer)),
    ...(finalizer.includes('/') || ['kubernetes', 'orphan', 'foregroundDeletion'].includes(finalizer)
      ? []
      : [
          invalid(
            `${field}[${index}]`,
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ]),
  ])

/** A prefix of a name may end in what a name may not end in: `web-`. */
const validateName = ({name, generateName}: ObjectMeta, rule: NameRule): StatusCause[] => [
  ...(generateName ? invalids('metadata.generateName', generateName, rule(generateName.replace(/[-.]$/, 'a'))) : []),
  ...(name
    ? invalids('metadata.name', name, rule(name))
    : [required('metadata.name', 'name or generateName is required')]),
]

const common = (metadata: ObjectMeta): StatusCause[] => [
  ...validateLabels('metadata.labels', metadata.labels),
  ...validateAnnotations('metadata.annotations', metadata.annotations),
  ...validateOwners('metadata.ownerReferences', metadata.ownerReferences),
]

export const validateNewMetadata = (metadata: ObjectMeta, rule: NameRule, namespaced: boolean): StatusCause[] => [
  ...validateName(metadata, rule),
  ...(namespaced || !metadata.namespace ? [] : [forbidden('metadata.namespace', 'not allowed on this type')]),
  ...nonNegative('metadata.generation', metadata.generation),
  ...common(metadata),
  ...validateFinalizers('metadata.finalizers', metadata.finalizers),
]

const IMMUTABLE = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

export const validateChangedMetadata = (metadata: ObjectMeta, old: ObjectMeta): StatusCause[] => {
  const kept = new Set(old.finalizers)
  const added = (metadata.finalizers ?? []).filter(one => !kept.has(one))
  const late = old.deletionTimestamp !== undefined && added.length > 0
  const list = added.map(one => JSON.stringify(one)).join(', ')
  return [
    ...(late
      ? [
          forbidden(
            'metadata.finalizers',
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`,
          ),
        ]
      : []),
    ...IMMUTABLE.filter(name => !same(metadata[name], old[name])).map(name =>
      invalid(`metadata.${name}`, metadata[name] ?? null, 'field is immutable'),
    ),
    ...common(metadata),
  ]
}

import {isDeepStrictEqual} from 'node:util'
// k8s.io/apiextensions-apiserver, pkg/apis/apiextensions/validation/validation.go.
import type {StatusCause} from '../../api/status.ts'
import {JsonPathError, readJsonPath, type Structural} from '../../schema/custom/index.ts'
import type {ValidateFields} from '../../schema/index.ts'
import {invalid, notSupported, oneOf, required} from '../../schema/validation/causes.ts'
import {dns1035Label, dns1123Subdomain} from '../../schema/validation/names.ts'
import {validateSchemas} from './schema-validation.ts'
import {type Definition, type DefinitionNames, type DefinitionVersion, isTrue, type PrinterColumn} from './types.ts'

/** One cause of all that is wrong with a name. */
const joined = (field: string, value: unknown, messages: readonly string[], prefix = ''): StatusCause[] =>
  messages.length > 0 ? [invalid(field, value, `${prefix}${messages.join(',')}`)] : []

const validateNames = (names: DefinitionNames): StatusCause[] => {
  const {plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = []} = names
  const field = 'spec.names'
  const mixed = 'may have mixed case, but should otherwise match: '
  const label = (name: string, value: string, prefix = ''): StatusCause[] =>
    value === '' ? [] : joined(`${field}.${name}`, value, dns1035Label(prefix ? value.toLowerCase() : value), prefix)
  return [
    ...Object.entries({plural, singular, kind, listKind})
      .filter(([, value]) => value === '')
      .map(([name]) => required(`${field}.${name}`)),
    ...label('plural', plural),
    ...label('singular', singular),
    ...label('kind', kind, mixed),
    ...label('listKind', listKind, mixed),
    ...shortNames.flatMap((name, index) => label(`shortNames[${index}]`, name)),
    ...(kind !== '' && kind === listKind
      ? [invalid(`${field}.listKind`, listKind, 'kind and listKind may not be the same')]
      : []),
    ...categories.flatMap((name, index) => label(`categories[${index}]`, name)),
  ]
}

const validatePath = (field: string, path: string | undefined, below = ''): StatusCause[] => {
  if (!path) return [required(field)]
  try {
    readJsonPath(path)
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error
    return [invalid(field, path, `is an invalid path: ${error.message}`)]
  }
  return below === '' || path.startsWith(`${below}.`)
    ? []
    : [invalid(field, path, `should be a json path under ${below}`)]
}

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string']
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password']

const validateColumn = (field: string, {name, type, format, jsonPath}: PrinterColumn): StatusCause[] => [
  ...(name ? [] : [required(`${field}.name`)]),
  ...(type ? [] : [required(`${field}.type`, `must be one of ${COLUMN_TYPES.join(',')}`)]),
  ...(type && !COLUMN_TYPES.includes(type)
    ? [invalid(`${field}.type`, type, `must be one of ${COLUMN_TYPES.join(',')}`)]
    : []),
  ...(format && !COLUMN_FORMATS.includes(format)
    ? [invalid(`${field}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`)]
    : []),
  ...validatePath(`${field}.jsonPath`, jsonPath),
]

type Shared = 'additionalPrinterColumns' | 'schema' | 'subresources'

/** What the top of a spec calls what its versions share. */
const TOP: Readonly<Record<Shared, string>> = {
  additionalPrinterColumns: 'additionalPrinterColumns',
  schema: 'validation',
  subresources: 'subresources',
}

/**
 * What versions have in a field, and where: a server moves what is the same in all of them to the top of the spec before
 * it looks (apiextensions-apiserver, pkg/apis/apiextensions/v1/conversion.go).
 */
const placesOf = <Name extends Shared>(
  versions: readonly DefinitionVersion[],
  name: Name,
): (readonly [place: string, value: NonNullable<DefinitionVersion[Name]>])[] => {
  const isShared = versions.every(version => isDeepStrictEqual(version[name], versions[0]?.[name]))
  return (isShared ? versions.slice(0, 1) : versions).flatMap((version, index) => {
    const value = version[name]
    return value ? [[isShared ? `spec.${TOP[name]}` : `spec.versions[${index}].${name}`, value] as const] : []
  })
}

const validateScale = (field: string, {scale}: NonNullable<DefinitionVersion['subresources']>): StatusCause[] =>
  scale
    ? [
        ...validatePath(`${field}.scale.specReplicasPath`, scale.specReplicasPath, '.spec'),
        ...validatePath(`${field}.scale.statusReplicasPath`, scale.statusReplicasPath, '.status'),
        ...(scale.labelSelectorPath ? validatePath(`${field}.scale.labelSelectorPath`, scale.labelSelectorPath) : []),
      ]
    : []

const validateVersions = (versions: readonly DefinitionVersion[]): StatusCause[] => {
  const field = 'spec.versions'
  const schemas = placesOf(versions, 'schema').flatMap(([place, {openAPIV3Schema}]) =>
    openAPIV3Schema ? [[`${place}.openAPIV3Schema`, openAPIV3Schema as Structural] as const] : [],
  )
  return [
    ...versions.flatMap(({name = '', schema}, index) => [
      ...joined(`${field}[${index}].name`, name, dns1035Label(name)),
      ...(schema?.openAPIV3Schema
        ? []
        : [required(`${field}[${index}].schema.openAPIV3Schema`, 'schemas are required')]),
    ]),
    ...placesOf(versions, 'subresources').flatMap(([place, subresources]) => validateScale(place, subresources)),
    ...placesOf(versions, 'additionalPrinterColumns').flatMap(([place, columns]) =>
      columns.flatMap((column, index) => validateColumn(`${place}[${index}]`, column)),
    ),
    ...(new Set(versions.map(({name}) => name)).size === versions.length
      ? []
      : [invalid(field, versions, 'must contain unique version names')]),
    ...(versions.filter(({storage}) => storage).length === 1
      ? []
      : [invalid(field, versions, 'must have exactly one version marked as storage version')]),
    ...validateSchemas(schemas),
  ]
}

const PROTECTED = /(?:^|\.)(?:k8s|kubernetes)\.io$/
const APPROVED = 'api-approved.kubernetes.io'

const validateApproval = ({metadata, spec}: Definition): StatusCause[] =>
  PROTECTED.test(spec.group) && !metadata.annotations?.[APPROVED]
    ? [
        required(
          `metadata.annotations[${APPROVED}]`,
          `protected groups must have approval annotation "${APPROVED}", see https://github.com/kubernetes/enhancements/pull/1111`,
        ),
      ]
    : []

const validateConversion = ({conversion}: Definition['spec']): StatusCause[] => [
  ...oneOf('spec.conversion.strategy', conversion?.strategy, ['None', 'Webhook']),
  ...(conversion?.strategy === 'Webhook' && !conversion.webhook
    ? [required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook')]
    : []),
]

/** What decides where objects are, once there may be some. */
const validateImmutable = ({spec}: Definition, old: Definition): StatusCause[] => {
  const fields = {
    'spec.scope': [spec.scope, old.spec.scope],
    'spec.names.kind': [spec.names.kind, old.spec.names.kind],
    'spec.group': [spec.group, old.spec.group],
    'spec.names.plural': [spec.names.plural, old.spec.names.plural],
  }
  return Object.entries(fields)
    .filter(([, [now, before]]) => now !== before)
    .map(([field, [now]]) => invalid(field, now, 'field is immutable'))
}

const validateStored = ({spec, status}: Definition): StatusCause[] =>
  (status?.storedVersions ?? []).flatMap((name, index) =>
    spec.versions.some(version => version.name === name)
      ? []
      : [
          invalid(
            `status.storedVersions[${index}]`,
            name,
            `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
          ),
        ],
  )

const validateGroup = (group: string): StatusCause[] => {
  if (group === '') return [required('spec.group')]
  const messages = dns1123Subdomain(group)
  if (messages.length > 0) return joined('spec.group', group, messages)
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')]
}

const SCOPES = ['Cluster', 'Namespaced']

export const validateDefinition: ValidateFields = (object, old) => {
  const definition = object as unknown as Definition
  const {metadata, spec} = definition
  const {group = '', names, scope = '', versions = []} = spec
  return [
    ...(metadata.name === `${names.plural}.${group}`
      ? []
      : [invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateGroup(group),
    ...(scope === ''
      ? [required('spec.scope')]
      : SCOPES.includes(scope)
        ? []
        : [notSupported('spec.scope', scope, SCOPES)]),
    ...((spec as {preserveUnknownFields?: boolean}).preserveUnknownFields === true
      ? [
          invalid(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
    ...validateVersions(versions),
    ...validateConversion(spec),
    ...validateNames(names),
    ...validateApproval(definition),
    ...(old && isTrue(old as unknown as Definition, 'Established')
      ? validateImmutable(definition, old as unknown as Definition)
      : []),
    ...(old ? validateStored(definition) : []),
  ]
}

// Variables of a container, and where their values come from.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {invalid, invalids, required} from '../../../schema/validation/causes.ts'
import {configKey, variableName} from '../../../schema/validation/names.ts'

const FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

const validateKeyRef = (field: string, ref: Fields): StatusCause[] => [
  ...(ref['name'] ? [] : [required(`${field}.name`)]),
  ...(ref['key'] ? invalids(`${field}.key`, ref['key'], configKey(ref['key'] as string)) : [required(`${field}.key`)]),
]

const validateFieldRef = (field: string, ref: Fields): StatusCause[] => {
  const path = ref['fieldPath'] as string | undefined
  if (!path) return [required(`${field}.fieldPath`)]
  if (FIELD_PATHS.includes(path) || /^metadata\.(annotations|labels)\['.*'\]$/.test(path)) return []
  return [invalid(`${field}.fieldPath`, path, `error converting fieldPath: field label not supported: ${path}`)]
}

const SOURCES: Readonly<Record<string, (field: string, ref: Fields) => StatusCause[]>> = {
  fieldRef: validateFieldRef,
  resourceFieldRef: (field, ref) => (ref['resource'] ? [] : [required(`${field}.resource`)]),
  configMapKeyRef: validateKeyRef,
  secretKeyRef: validateKeyRef,
  fileKeyRef: (field, ref) => (ref['key'] ? [] : [required(`${field}.key`)]),
}

const validateValueFrom = (field: string, variable: Fields): StatusCause[] =>
  record(variable['valueFrom']).flatMap(from => {
    const found = Object.keys(SOURCES).filter(kind => from[kind] !== undefined)
    const causes = found.flatMap(kind =>
      record(from[kind]).flatMap(ref => SOURCES[kind]?.(`${field}.${kind}`, ref) ?? []),
    )
    if (found.length === 0)
      causes.push(
        invalid(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'),
      )
    else if (variable['value']) causes.push(invalid(field, '', 'may not be specified when `value` is not empty'))
    else if (found.length > 1) causes.push(invalid(field, '', 'may not have more than one field specified at a time'))
    return causes
  })

export const validateEnv = (field: string, env: unknown): StatusCause[] =>
  items(env).flatMap((variable, index) => [
    ...(variable['name']
      ? invalids(`${field}[${index}].name`, variable['name'], variableName(variable['name'] as string))
      : [required(`${field}[${index}].name`)]),
    ...validateValueFrom(`${field}[${index}].valueFrom`, variable),
  ])

export const validateEnvFrom = (field: string, sources: unknown): StatusCause[] =>
  items(sources).flatMap((source, index) => {
    const place = `${field}[${index}]`
    const found = ['configMapRef', 'secretRef'].filter(kind => source[kind] !== undefined)
    const causes = found.flatMap(kind =>
      record(source[kind]).flatMap(({name}) => (name ? [] : [required(`${place}.${kind}.name`)])),
    )
    if (found.length === 0) causes.push(invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`'))
    if (found.length > 1) causes.push(invalid(field, '', 'may not have more than one field specified at a time'))
    return causes
  })

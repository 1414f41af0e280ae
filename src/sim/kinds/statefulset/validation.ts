// pkg/apis/apps/validation, ValidateStatefulSet.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {forbidden, invalid, nonNegative, notSupported, required} from '../../schema/validation/causes.ts'
import {same} from '../../schema/validation/same.ts'
import {validateSelectorAndTemplate} from '../pod/validation/template.ts'

const POLICIES = ['OrderedReady', 'Parallel']
const RETENTION = ['Retain', 'Delete']

/** What of the spec may change, in the order of the message that says so. */
const CHANGEABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

const validatePolicy = (policy: unknown): StatusCause[] => {
  const field = 'spec.podManagementPolicy'
  if (policy === undefined || policy === '') return [required(field)]
  return POLICIES.includes(policy as string) ? [] : [invalid(field, policy, "must be 'OrderedReady' or 'Parallel'")]
}

const validateStrategy = (strategy: Fields): StatusCause[] => {
  const field = 'spec.updateStrategy'
  const [rolling] = record(strategy['rollingUpdate'])
  if (strategy['type'] === 'OnDelete')
    return rolling
      ? [invalid(`${field}.rollingUpdate`, rolling, "only allowed for updateStrategy 'RollingUpdate'")]
      : []
  if (strategy['type'] !== 'RollingUpdate') return [invalid(field, strategy, "must be 'RollingUpdate' or 'OnDelete'")]
  return nonNegative(`${field}.rollingUpdate.partition`, rolling?.['partition'])
}

const validateRetention = (policy: Fields): StatusCause[] =>
  ['whenDeleted', 'whenScaled'].flatMap(name =>
    RETENTION.includes(policy[name] as string)
      ? []
      : [notSupported(`spec.persistentVolumeClaimRetentionPolicy.${name}`, policy[name], RETENTION)],
  )

const validateChange = (spec: Fields, old: Fields): StatusCause[] => {
  const kept = (fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !CHANGEABLE.includes(name)))
  if (same(kept(spec), kept(old))) return []
  const [last, ...others] = CHANGEABLE.toReversed()
  const names = others
    .toReversed()
    .map(name => `'${name}'`)
    .join(', ')
  return [forbidden('spec', `updates to statefulset spec for fields other than ${names} and '${last}' are forbidden`)]
}

export const validateStatefulSet = (set: Fields, old?: Fields): StatusCause[] =>
  record(set['spec']).flatMap(spec => [
    ...validatePolicy(spec['podManagementPolicy']),
    ...record(spec['updateStrategy']).flatMap(validateStrategy),
    ...record(spec['persistentVolumeClaimRetentionPolicy']).flatMap(validateRetention),
    ...nonNegative('spec.replicas', spec['replicas']),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...record(spec['ordinals']).flatMap(({start}) => nonNegative('spec.ordinals.start', start)),
    ...validateSelectorAndTemplate(spec, {kind: 'statefulset', whose: 'StatefulSet', looksIntoPods: false}),
    ...record(old?.['spec']).flatMap(before => validateChange(spec, before)),
  ])

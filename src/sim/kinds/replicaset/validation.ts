// pkg/apis/apps/validation, ValidateReplicaSet.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {nonNegative} from '../../schema/validation/causes.ts'
import {validateImmutableSelector, validateSelectorAndTemplate} from '../pod/validation/template.ts'

export const validateReplicaSet = (set: Fields, old?: Fields): StatusCause[] => [
  ...record(set['spec']).flatMap(spec => [
    ...nonNegative('spec.replicas', spec['replicas']),
    ...nonNegative('spec.minReadySeconds', spec['minReadySeconds']),
    ...validateSelectorAndTemplate(spec),
  ]),
  ...validateImmutableSelector(set, old),
]

// pkg/apis/apps/validation, ValidateControllerRevision.
import type {StatusCause} from '../../api/status.ts'
import type {Fields} from '../../schema/fields.ts'
import {invalid, nonNegative, required} from '../../schema/validation/causes.ts'
import {same} from '../../schema/validation/same.ts'

export const validateControllerRevision = (revision: Fields, old?: Fields): StatusCause[] => [
  ...(revision['data'] === undefined ? [required('data', 'data is mandatory')] : []),
  ...nonNegative('revision', revision['revision']),
  ...(old && !same(revision['data'], old['data']) ? [invalid('data', revision['data'], 'field is immutable')] : []),
]

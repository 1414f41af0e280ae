// pkg/apis/networking/validation, validateIngressTypedLocalObjectReference.
import type {StatusCause} from '../../api/status.ts'
import type {Fields} from '../../schema/fields.ts'
import {invalids, required} from '../../schema/validation/causes.ts'
import {dns1123Subdomain} from '../../schema/validation/names.ts'
import {pathSegment} from '../stored-validation.ts'

/** An object of any kind, by group, kind and name. */
export const validateReference = (field: string, {apiGroup, kind, name}: Fields): StatusCause[] => [
  ...(apiGroup === undefined ? [] : invalids(`${field}.apiGroup`, apiGroup, dns1123Subdomain(apiGroup as string))),
  ...(kind === undefined || kind === ''
    ? [required(`${field}.kind`, 'kind is required')]
    : invalids(`${field}.kind`, kind, pathSegment(kind as string))),
  ...(name === undefined || name === ''
    ? [required(`${field}.name`, 'name is required')]
    : invalids(`${field}.name`, name, pathSegment(name as string))),
]

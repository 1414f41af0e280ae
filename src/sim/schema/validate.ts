import type {KubeObject} from '../api/object.ts'
import type {StatusCause} from '../api/status.ts'
import type {Fields} from './fields.ts'
import {type NameRule, validateChangedMetadata, validateNewMetadata} from './validation/metadata.ts'
import {dns1123Subdomain} from './validation/names.ts'

/** What the API server refuses of a kind, beside its metadata, with its messages. @param old where this is an update */
export type ValidateFields = (object: Fields, old?: Fields) => StatusCause[]

/** Of a kind whose metadata is all that can be wrong with it. */
export const onlyMetadata: ValidateFields = () => []

/** What is validated of a kind. */
export interface Validation {
  namespaced: boolean
  /** Which names it takes; if not said, those of DNS subdomains. */
  names?: NameRule
  fields: ValidateFields
}

/**
 * @param object with its defaults
 * @param old the stored object, where this is an update: what may not change is refused
 * @returns what is wrong, in the real server's order; nothing where all is well
 */
export const validateObject = (
  {namespaced, names = dns1123Subdomain, fields}: Validation,
  object: KubeObject,
  old?: KubeObject,
): StatusCause[] => [
  ...(old
    ? validateChangedMetadata(object.metadata, old.metadata)
    : validateNewMetadata(object.metadata, names, namespaced)),
  ...fields(object, old),
]

// From pkg/apis/core/v1/defaults.go.
import {type Fields, fillPointers, record} from '../../schema/fields.ts'

/** Of a claim, and of the template of one. */
export const claimDefaults = (claim: Fields): void => {
  for (const spec of record(claim['spec'])) fillPointers(spec, {volumeMode: 'Filesystem'})
}

import {type Fields, fillPointers, items} from '../../schema/fields.ts'

export const endpointSliceDefaults = (slice: Fields): void => {
  for (const port of items(slice['ports'])) fillPointers(port, {name: '', protocol: 'TCP'})
}

import {type Fields, fill, items} from '../../schema/fields.ts'

export const endpointsDefaults = (endpoints: Fields): void => {
  for (const subset of items(endpoints['subsets']))
    for (const port of items(subset['ports'])) fill(port, {protocol: 'TCP'})
}

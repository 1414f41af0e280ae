// SetDefaults_LimitRangeItem of pkg/apis/core/v1/defaults.go.
import {type Fields, fillPointers, items, record} from '../../schema/fields.ts'
import {canonical} from '../amounts.ts'
import {LISTS} from './types.ts'

/** A maximum is the limit of who names none, that the request, and so is a minimum. */
export const limitRangeDefaults = (range: Fields): void => {
  for (const spec of record(range['spec']))
    for (const item of items(spec['limits'])) {
      for (const name of LISTS) for (const list of record(item[name])) canonical(list)
      if (item['type'] !== 'Container') continue
      const [limits = {}, requests = {}] = [record(item['default'])[0], record(item['defaultRequest'])[0]]
      for (const most of record(item['max'])) fillPointers(limits, most)
      fillPointers(requests, limits)
      for (const least of record(item['min'])) fillPointers(requests, least)
      if (Object.keys(limits).length > 0) item['default'] = limits
      if (Object.keys(requests).length > 0) item['defaultRequest'] = requests
    }
}

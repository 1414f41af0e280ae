// From pkg/apis/core/v1/defaults.go.
import {type Fields, fill, fillPointers, record} from '../../schema/fields.ts'
import {templateDefaults} from '../pod/defaults.ts'

/** A controller without a selector or labels takes those of its template. */
export const replicationControllerDefaults = (controller: Fields): void => {
  for (const spec of record(controller['spec'])) {
    fillPointers(spec, {replicas: 1})
    for (const given of record(spec['template']))
      for (const meta of record(given['metadata']))
        for (const labels of record(meta['labels'])) {
          fill(spec, {selector: {...labels}})
          for (const own of record(controller['metadata'])) fill(own, {labels: {...labels}})
        }
    templateDefaults(spec)
  }
}

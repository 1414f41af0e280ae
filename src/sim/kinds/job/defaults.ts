// From pkg/apis/batch/v1/defaults.go.
import {type Fields, fillPointers, record} from '../../schema/fields.ts'
import {templateDefaults} from '../pod/defaults.ts'

/** A job without labels has those of its template. */
const labels = (job: Fields, spec: Fields): void => {
  const [template = {}] = record(spec['template'])
  const [{labels: own} = {labels: undefined}] = record(template['metadata'])
  const [metadata] = record(job['metadata'])
  if (own && metadata && Object.keys(Object(metadata['labels'])).length === 0) metadata['labels'] = {...(own as object)}
}

export const jobDefaults = (job: Fields): void => {
  for (const spec of record(job['spec'])) {
    if (spec['parallelism'] === undefined) fillPointers(spec, {completions: 1})
    fillPointers(spec, {
      parallelism: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      manualSelector: false,
    })
    labels(job, spec)
    templateDefaults(spec)
  }
}

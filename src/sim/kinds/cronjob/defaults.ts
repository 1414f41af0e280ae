// From pkg/apis/batch/v1/defaults.go.
import {type Fields, fill, fillPointers, record} from '../../schema/fields.ts'
import {templateDefaults} from '../pod/defaults.ts'

/** The template of the jobs has the defaults of pods, and none of a job: those come when a job is made. */
export const cronJobDefaults = (cronJob: Fields): void => {
  for (const spec of record(cronJob['spec'])) {
    fill(spec, {concurrencyPolicy: 'Allow'})
    fillPointers(spec, {suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1})
    for (const template of record(spec['jobTemplate'])) {
      // Go has no job that is not there.
      template['spec'] ??= {template: {spec: {}}}
      for (const jobSpec of record(template['spec'])) templateDefaults(jobSpec)
    }
  }
}

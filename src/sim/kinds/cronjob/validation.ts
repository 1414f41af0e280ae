// pkg/apis/batch/validation, ValidateCronJob.
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {invalid, nonNegative, notSupported, oneOf, required} from '../../schema/validation/causes.ts'
import {validateJobSpec} from '../job/validation.ts'
import {parseSchedule, ScheduleError} from './schedule/parse.ts'
import {isTimeZone} from './schedule/time-zone.ts'

/** The name of a job has eleven characters more, and one of 63 labels its pods. */
const LONGEST_NAME = 52

const validateSchedule = (schedule: unknown): StatusCause[] => {
  const field = 'spec.schedule'
  if (typeof schedule !== 'string' || schedule === '') return [required(field)]
  if (schedule.includes('TZ'))
    return [invalid(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')]
  try {
    parseSchedule(schedule)
    return []
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
    return [invalid(field, schedule, error.message)]
  }
}

const validateTimeZone = (zone: unknown): StatusCause[] => {
  const field = 'spec.timeZone'
  if (typeof zone !== 'string') return []
  if (zone === '') return [invalid(field, zone, 'timeZone must be nil or non-empty string')]
  if (zone.toLowerCase() === 'local')
    return [
      invalid(field, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'),
    ]
  return isTimeZone(zone) ? [] : [invalid(field, zone, `unknown time zone ${zone}`)]
}

const validateTemplate = (spec: Fields): StatusCause[] => [
  ...validateJobSpec('spec.jobTemplate.spec', spec),
  // Each job selects its own pods.
  ...(spec['manualSelector']
    ? [notSupported('spec.jobTemplate.spec.manualSelector', spec['manualSelector'], ['nil', 'false'])]
    : []),
]

export const validateCronJob = (cronJob: Fields, old?: Fields): StatusCause[] => {
  const {name = ''} = cronJob['metadata'] as {name?: string}
  return [
    ...record(cronJob['spec']).flatMap(spec => [
      ...validateSchedule(spec['schedule']),
      ...nonNegative('spec.startingDeadlineSeconds', spec['startingDeadlineSeconds']),
      ...validateTimeZone(spec['timeZone']),
      ...oneOf('spec.concurrencyPolicy', spec['concurrencyPolicy'], ['Allow', 'Forbid', 'Replace']),
      ...record(spec['jobTemplate']).flatMap(template => record(template['spec']).flatMap(validateTemplate)),
      ...nonNegative('spec.successfulJobsHistoryLimit', spec['successfulJobsHistoryLimit']),
      ...nonNegative('spec.failedJobsHistoryLimit', spec['failedJobsHistoryLimit']),
    ]),
    ...(old === undefined && name.length > LONGEST_NAME
      ? [invalid('metadata.name', name, `must be no more than ${LONGEST_NAME} characters`)]
      : []),
  ]
}

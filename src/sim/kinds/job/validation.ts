// pkg/apis/batch/validation, ValidateJob.
import type {Labels, ObjectMeta} from '../../api/object.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, record} from '../../schema/fields.ts'
import {invalid, nonNegative, oneOf, required} from '../../schema/validation/causes.ts'
import {dns1123Label, inRange} from '../../schema/validation/names.ts'
import {same} from '../../schema/validation/same.ts'
import {matches, validatePodTemplate, validateSelector} from '../pod/validation/template.ts'
import {CONTROLLER_UID, labelsOfPods} from './labels.ts'

const NUMBERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
] as const

/** As many pods of an indexed job may run at once. */
const MOST_PARALLEL_INDEXES = 100_000
const MODES = ['Indexed', 'NonIndexed']

const validateIndexes = (field: string, spec: Fields): StatusCause[] => {
  if (spec['completionMode'] !== 'Indexed')
    return oneOf(`${field}.completionMode`, spec['completionMode'], MODES, 'optional')
  if (spec['completions'] === undefined) return [required(`${field}.completions`, 'when completion mode is Indexed')]
  return inRange(spec['parallelism'] as number, 0, MOST_PARALLEL_INDEXES).map(() =>
    invalid(
      `${field}.parallelism`,
      spec['parallelism'],
      `must be less than or equal to ${MOST_PARALLEL_INDEXES} when completion mode is Indexed`,
    ),
  )
}

const validateRestarts = (field: string, template: Fields): StatusCause[] =>
  record(template['spec']).flatMap(({restartPolicy}) =>
    restartPolicy === 'OnFailure' || restartPolicy === 'Never'
      ? []
      : [required(`${field}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')],
  )

/** What holds for a job and for the template of one. */
export const validateJobSpec = (field: string, spec: Fields): StatusCause[] => [
  ...NUMBERS.flatMap(name => nonNegative(`${field}.${name}`, spec[name])),
  ...validateIndexes(field, spec),
  ...oneOf(
    `${field}.podReplacementPolicy`,
    spec['podReplacementPolicy'],
    ['Failed', 'TerminatingOrFailed'],
    'optional',
  ),
  ...record(spec['template']).flatMap(template => [
    ...validatePodTemplate(`${field}.template`, template),
    ...validateRestarts(field, template),
  ]),
]

const labelsOf = (spec: Fields): Labels => {
  const [template = {}] = record(spec['template'])
  const [metadata = {}] = record(template['metadata'])
  return (metadata['labels'] ?? {}) as Labels
}

/** A selector that the server has made, and the labels that belong to it. */
const validateGenerated = ({name, uid}: ObjectMeta, spec: Fields): StatusCause[] => {
  if (spec['manualSelector']) return []
  const labels = labelsOf(spec)
  const wrong = Object.entries(labelsOfPods(name, uid)).filter(([key, value]) => labels[key] !== value)
  const expected = {matchLabels: {[CONTROLLER_UID]: uid}}
  return [
    ...wrong.map(([key, value]) =>
      labels[key] === undefined
        ? required(`spec.template.metadata.labels`, `must be '${value}'`)
        : invalid('spec.template.metadata.labels', labels, `must be '${value}'`),
    ),
    ...(same(spec['selector'], expected)
      ? []
      : [invalid('spec.selector', spec['selector'], '`selector` not auto-generated')]),
  ]
}

const validateHostname = ({name}: ObjectMeta, spec: Fields): StatusCause[] => {
  const {completions} = spec as {completions?: number}
  if (spec['completionMode'] !== 'Indexed' || !completions || completions < 1) return []
  const last = `${name}-${completions - 1}`
  return dns1123Label(last).length === 0
    ? []
    : [invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)]
}

const validateNewJob = (job: Fields, spec: Fields): StatusCause[] => {
  const metadata = job['metadata'] as ObjectMeta
  const [selector] = record(spec['selector'])
  return [
    ...validateGenerated(metadata, spec),
    ...validateJobSpec('spec', spec),
    ...validateSelector('spec.selector', selector),
    ...(selector && matches(selector, labelsOf(spec))
      ? []
      : [invalid('spec.template.metadata.labels', labelsOf(spec), '`selector` does not match template `labels`')]),
    ...validateHostname(metadata, spec),
  ]
}

const isSuspended = (spec: Fields, status: Fields | undefined): boolean =>
  spec['suspend'] === true && status?.['startTime'] === undefined

/** Of a template that has not been used yet the place where its pods run may change. */
const fixed = (template: unknown, isOpen: boolean): unknown => {
  const [{metadata, spec} = {}] = record(template)
  if (!isOpen) return template
  const {nodeSelector: _n, tolerations: _t, affinity: _a, schedulingGates: _g, ...pod} = (spec ?? {}) as Fields
  const {labels: _l, annotations: _m, ...meta} = (metadata ?? {}) as Fields
  return {metadata: meta, spec: pod}
}

const validateChangedJob = (spec: Fields, old: Fields, status: Fields | undefined): StatusCause[] => {
  const isOpen = isSuspended(old, status)
  const isElastic = spec['completionMode'] === 'Indexed' && spec['completions'] === spec['parallelism']
  const kept = [...(isElastic ? [] : ['completions']), 'selector', 'completionMode', 'managedBy']
  return [
    ...validateJobSpec('spec', spec),
    ...kept
      .filter(name => !same(spec[name], old[name]))
      .map(name => invalid(`spec.${name}`, spec[name] ?? null, 'field is immutable')),
    ...(same(fixed(spec['template'], isOpen), fixed(old['template'], isOpen))
      ? []
      : [invalid('spec.template', spec['template'], 'field is immutable')]),
  ]
}

export const validateJob = (job: Fields, old?: Fields): StatusCause[] =>
  record(job['spec']).flatMap(spec =>
    record(old?.['spec']).length === 0
      ? validateNewJob(job, spec)
      : record(old?.['spec']).flatMap(before => validateChangedJob(spec, before, record(old?.['status'])[0])),
  )

// The template of what runs Pods, and the selector that finds them: pkg/apis/apps/validation.
import type {Labels} from '../../../api/object.ts'
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {forbidden, invalid, invalids, notSupported, required} from '../../../schema/validation/causes.ts'
import {validateAnnotations, validateLabels} from '../../../schema/validation/metadata.ts'
import {labelValue, qualifiedName} from '../../../schema/validation/names.ts'
import {same} from '../../../schema/validation/same.ts'
import {validatePodSpec} from './spec.ts'

const validateExpression = (place: string, {key = '', operator, values}: Fields): StatusCause[] => {
  const list = (values ?? []) as string[]
  const causes: StatusCause[] = []
  if (operator === 'In' || operator === 'NotIn') {
    if (list.length === 0)
      causes.push(required(`${place}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (list.length > 0)
      causes.push(forbidden(`${place}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
  } else causes.push(invalid(`${place}.operator`, operator ?? '', 'not a valid selector operator'))
  return [
    ...causes,
    ...invalids(`${place}.key`, key, qualifiedName(key as string)),
    ...list.flatMap((value, index) => invalids(`${place}.values[${index}]`, value, labelValue(value))),
  ]
}

/** Whether the expressions can be put to labels at all. */
const isUsable = (selector: Fields): boolean =>
  items(selector['matchExpressions']).every(({operator, values}) => {
    const has = ((values ?? []) as string[]).length > 0
    if (operator === 'In' || operator === 'NotIn') return has
    return (operator === 'Exists' || operator === 'DoesNotExist') && !has
  })

export const matches = (selector: Fields, labels: Labels): boolean =>
  Object.entries((selector['matchLabels'] ?? {}) as Labels).every(([key, value]) => labels[key] === value) &&
  items(selector['matchExpressions']).every(({key, operator, values}) => {
    const has = Object.hasOwn(labels, key as string)
    if (operator === 'Exists') return has
    if (operator === 'DoesNotExist') return !has
    const listed = has && ((values ?? []) as string[]).includes(labels[key as string] ?? '')
    return operator === 'In' ? listed : !listed
  })

const isEmpty = (selector: Fields): boolean =>
  same(selector['matchLabels'], {}) && same(selector['matchExpressions'], [])

export const validateSelector = (field: string, selector: Fields | undefined): StatusCause[] =>
  selector
    ? [
        ...validateLabels(`${field}.matchLabels`, selector['matchLabels'] as Labels | undefined),
        ...items(selector['matchExpressions']).flatMap((expression, index) =>
          validateExpression(`${field}.matchExpressions[${index}]`, expression),
        ),
      ]
    : []

/** How messages name a kind that keeps pods running. */
interface RunningKind {
  /** In lower case, where a selector is empty: a ReplicaSet is a deployment there. */
  kind: string
  /** Where the template has a deadline: a Deployment is a ReplicaSet there. */
  whose: string
  /** Of a kind that may leave its selector out as far as that alone goes: a template never matches what is absent. */
  needsSelector?: boolean
  /** Whether the spec of the template's pods is looked at, and not only when one is made. */
  looksIntoPods?: boolean
}

/** A selector that must be there, and select less than everything. */
const validateOwnSelector = (
  field: string,
  selector: Fields | undefined,
  {kind, needsSelector = true}: RunningKind,
): StatusCause[] => [
  ...(selector || !needsSelector ? validateSelector(field, selector) : [required(field)]),
  ...(selector && isEmpty(selector) ? [invalid(field, selector, `empty selector is invalid for ${kind}`)] : []),
]

const validateTemplateMetadata = (field: string, template: Fields): StatusCause[] => {
  const [meta = {}] = record(template['metadata'])
  return [
    ...validateLabels(`${field}.labels`, meta['labels'] as Labels | undefined),
    ...validateAnnotations(`${field}.annotations`, meta['annotations'] as Labels | undefined),
  ]
}

/** The template by itself, whatever runs it. */
export const validatePodTemplate = (field: string, template: Fields): StatusCause[] => {
  const [spec = {}] = record(template['spec'])
  return [
    ...validateTemplateMetadata(field, template),
    ...validatePodSpec(`${field}.spec`, spec),
    ...(items(spec['ephemeralContainers']).length > 0
      ? [forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ]
}

export const validateTemplate = (
  {whose, looksIntoPods = true}: RunningKind,
  template: Fields,
  fits: (labels: Labels) => boolean,
): StatusCause[] => {
  const [meta = {}] = record(template['metadata'])
  const labels = meta['labels'] as Labels | undefined
  const [spec = {}] = record(template['spec'])
  return [
    ...(fits(labels ?? {})
      ? []
      : [invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]),
    ...(looksIntoPods ? validatePodTemplate : validateTemplateMetadata)('spec.template', template),
    ...(spec['restartPolicy'] === 'Always'
      ? []
      : [notSupported('spec.template.spec.restartPolicy', spec['restartPolicy'], ['Always'])]),
    ...(spec['activeDeadlineSeconds'] === undefined
      ? []
      : [forbidden('spec.template.spec.activeDeadlineSeconds', `activeDeadlineSeconds in ${whose} is not Supported`)]),
  ]
}

/** What all share that keep pods running. */
export const validateSelectorAndTemplate = (
  spec: Fields,
  running: RunningKind = {kind: 'deployment', whose: 'ReplicaSet'},
): StatusCause[] => {
  const [selector] = record(spec['selector'])
  const causes = validateOwnSelector('spec.selector', selector, running)
  if (selector && !isUsable(selector)) return [...causes, invalid('spec.selector', selector, 'invalid label selector')]
  // An empty selector matches whatever there is, a missing one nothing.
  const fits = (labels: Labels) => selector !== undefined && matches(selector, labels)
  return [...causes, ...record(spec['template']).flatMap(template => validateTemplate(running, template, fits))]
}

/** A selector cannot change: what runs would lose its owner. */
export const validateImmutableSelector = (object: Fields, old: Fields | undefined): StatusCause[] => {
  if (!old) return []
  const [now, before] = [record(object['spec'])[0]?.['selector'], record(old['spec'])[0]?.['selector']]
  return same(now, before) ? [] : [invalid('spec.selector', now, 'field is immutable')]
}

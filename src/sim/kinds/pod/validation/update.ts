// What of a Pod may still change: pkg/apis/core/validation, ValidatePodUpdate.
import type {StatusCause} from '../../../api/status.ts'
import {type Fields, items, record} from '../../../schema/fields.ts'
import {forbidden, invalid, required} from '../../../schema/validation/causes.ts'
import {same} from '../../../schema/validation/same.ts'
import {validatePodSpec} from './spec.ts'

const CHANGEABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

const validateImages = (field: string, containers: readonly Fields[]): StatusCause[] =>
  containers.flatMap(({image}, index) => {
    const place = `${field}[${index}].image`
    if (!image) return [required(place)]
    return String(image).trim() === image ? [] : [invalid(place, image, 'must not have leading or trailing whitespace')]
  })

const validateDeadline = (spec: Fields, old: Fields): StatusCause[] => {
  const field = 'spec.activeDeadlineSeconds'
  const [deadline, before] = [spec['activeDeadlineSeconds'], old['activeDeadlineSeconds']] as (number | undefined)[]
  if (before === undefined) return []
  if (deadline === undefined) return [invalid(field, undefined, 'must not update from a positive integer to nil value')]
  return deadline > before ? [invalid(field, deadline, 'must be less than or equal to previous value')] : []
}

const tolerationKey = ({key, operator, value, effect}: Fields): string => JSON.stringify([key, operator, value, effect])

const validateTolerations = (spec: Fields, old: Fields): StatusCause[] => {
  const now = new Set(items(spec['tolerations']).map(tolerationKey))
  return items(old['tolerations']).every(toleration => now.has(tolerationKey(toleration)))
    ? []
    : [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')]
}

const withoutImages = (containers: unknown): Fields[] => items(containers).map(({image: _, ...rest}) => rest)

/** The spec without what may change. */
const fixed = (spec: Fields): Fields => ({
  ...spec,
  containers: withoutImages(spec['containers']),
  initContainers: withoutImages(spec['initContainers']),
  activeDeadlineSeconds: undefined,
  tolerations: undefined,
})

const comparable = (spec: Fields): Fields =>
  Object.fromEntries(Object.entries(fixed(spec)).filter(([, value]) => !same(value, undefined)))

export const validatePodUpdate = (pod: Fields, old: Fields): StatusCause[] => {
  const [spec = {}] = record(pod['spec'])
  const [before = {}] = record(old['spec'])
  const causes = validatePodSpec('spec', spec)
  for (const name of ['containers', 'initContainers']) {
    if (items(spec[name]).length !== items(before[name]).length)
      return [...causes, forbidden(`spec.${name}`, 'pod updates may not add or remove containers')]
    causes.push(...validateImages(`spec.${name}`, items(spec[name])))
  }
  return [
    ...causes,
    ...validateDeadline(spec, before),
    ...validateTolerations(spec, before),
    ...(same(comparable(spec), comparable(before)) ? [] : [forbidden('spec', CHANGEABLE)]),
  ]
}

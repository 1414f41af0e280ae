// ValidateLimitRange of pkg/apis/core/validation.
import {compareQuantities, formatQuantity, parseQuantity, type Quantity} from '../../../kubernetes/quantity.ts'
import type {ResourceList} from '../../../kubernetes/types.ts'
import type {StatusCause} from '../../api/status.ts'
import {type Fields, items, record} from '../../schema/fields.ts'
import {duplicate, forbidden, invalid, invalids, required} from '../../schema/validation/causes.ts'
import {qualifiedName} from '../../schema/validation/names.ts'
import {type Amounts, amountsOf} from '../amounts.ts'
import {validateName} from '../pod/validation/resources.ts'
import {LISTS} from './types.ts'

const TYPES = ['Container', 'PersistentVolumeClaim', 'Pod']

const validateType = (field: string, type: string): StatusCause[] => {
  const causes = invalids(field, type, qualifiedName(type))
  return causes.length > 0 || type.includes('/') || TYPES.includes(type)
    ? causes
    : [invalid(field, type, 'must be a standard limit type or fully qualified')]
}

/** Which list may not be above which, and what is said; the value that is shown stands first. */
const ORDER: readonly (readonly [shown: string, less: string, more: string, words: string])[] = [
  ['min', 'min', 'max', 'min value $1 is greater than max value $2'],
  ['defaultRequest', 'min', 'defaultRequest', 'min value $1 is greater than default request value $2'],
  ['defaultRequest', 'defaultRequest', 'max', 'default request value $1 is greater than max value $2'],
  ['defaultRequest', 'defaultRequest', 'default', 'default request value $1 is greater than default limit value $2'],
  ['default', 'min', 'default', 'min value $1 is greater than default value $2'],
  ['default', 'default', 'max', 'default value $1 is greater than max value $2'],
]

/** Those two show the bound that was crossed. */
const SHOWN: Readonly<Record<string, 'less' | 'more'>> = {
  'min value $1 is greater than default value $2': 'less',
  'default value $1 is greater than max value $2': 'more',
}

const ONE = parseQuantity('1')

const validateRatio = (field: string, ratio: Quantity, least?: Quantity, most?: Quantity): StatusCause[] => {
  const text = formatQuantity(ratio)
  const span = least && most ? Number(most.nanos) / Number(least.nanos) : undefined
  return [
    ...(compareQuantities(ratio, ONE) < 0 ? [invalid(field, text, `ratio ${text} is less than 1`)] : []),
    ...(span !== undefined && Number(ratio.nanos) / 1e9 > span
      ? [invalid(field, text, `ratio ${text} is greater than max/min = ${span.toFixed(6)}`)]
      : []),
  ]
}

const validateAmounts = (field: string, name: string, of: (list: string) => Quantity | undefined): StatusCause[] => {
  const ratio = of('maxLimitRequestRatio')
  return [
    ...ORDER.flatMap(([list, less, more, words]) => {
      const [low, high, own] = [of(less), of(more), of(list)]
      if (!low || !high || !own || compareQuantities(low, high) <= 0) return []
      const [one, two] = [formatQuantity(low), formatQuantity(high)]
      const shown = {less: one, more: two, own: formatQuantity(own)}[SHOWN[words] ?? 'own']
      return [invalid(`${field}.${list}[${name}]`, shown, words.replace('$1', one).replace('$2', two))]
    }),
    ...(ratio ? validateRatio(`${field}.maxLimitRequestRatio[${name}]`, ratio, of('min'), of('max')) : []),
  ]
}

const validateItem = (field: string, item: Fields): StatusCause[] => {
  const type = (item['type'] ?? '') as string
  const isPod = type === 'Pod'
  const lists = Object.fromEntries(
    LISTS.filter(list => !isPod || !list.startsWith('default')).map(list => [
      list,
      amountsOf(record(item[list])[0] as ResourceList | undefined),
    ]),
  ) as Record<string, Amounts>
  const names = [...new Set(Object.values(lists).flatMap(Object.keys))].toSorted()
  const ofContainers = isPod || type === 'Container'
  return [
    ...Object.entries(lists).flatMap(([list, amounts]) =>
      Object.keys(amounts).flatMap(name => (ofContainers ? validateName(`${field}.${list}[${name}]`, name) : [])),
    ),
    ...['default', 'defaultRequest']
      .filter(list => isPod && Object.keys(record(item[list])[0] ?? {}).length > 0)
      .map(list => forbidden(`${field}.${list}`, "may not be specified when `type` is 'Pod'")),
    ...(type === 'PersistentVolumeClaim' && !lists['min']?.['storage'] && !lists['max']?.['storage']
      ? [required(`${field}.limits`, 'either minimum or maximum storage value is required, but neither was provided')]
      : []),
    ...names.flatMap(name => validateAmounts(field, name, list => lists[list]?.[name])),
  ]
}

export const validateLimitRange = (range: Fields): StatusCause[] => {
  const seen = new Set<unknown>()
  return record(range['spec']).flatMap(spec =>
    items(spec['limits']).flatMap((item, index) => {
      const field = `spec.limits[${index}]`
      const type = (item['type'] ?? '') as string
      const isDouble = seen.has(type)
      seen.add(type)
      return [
        ...validateType(`${field}.type`, type),
        ...(isDouble ? [duplicate(`${field}.type`, type)] : []),
        ...validateItem(field, item),
      ]
    }),
  )
}

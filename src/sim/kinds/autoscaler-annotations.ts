// What an autoscaler of autoscaling/v1 has no field for, as a real server writes it into annotations: metrics in the form
// that v1 had for them, and the behaviour by the names of Go's fields. pkg/apis/autoscaling/v1, conversion.go.
import {type Fields, items, record} from '../schema/fields.ts'

const ZERO = '0'

/** The parts of a metric of v2: its source, what it aims at, and which metric it is. */
interface Parts {
  source: Fields
  target: Fields
  metric: Fields
}

interface Form {
  /** The field of the source. */
  field: string
  older: (parts: Parts) => Fields
  newer: (older: Fields) => Fields
}

const share = ({averageUtilization, averageValue}: Fields): Fields => ({
  targetAverageUtilization: averageUtilization,
  targetAverageValue: averageValue,
})
const ofShare = ({targetAverageUtilization: averageUtilization, targetAverageValue: averageValue}: Fields): Fields => ({
  type: averageUtilization === undefined ? 'AverageValue' : 'Utilization',
  averageUtilization,
  averageValue,
})
const ofValue = (value: unknown, averageValue: unknown): Fields =>
  averageValue === undefined ? {type: 'Value', value} : {type: 'AverageValue', averageValue}

const FORMS = new Map<unknown, Form>(
  Object.entries({
    Resource: {
      field: 'resource',
      older: ({source: {name}, target}) => ({name, ...share(target)}),
      newer: ({name, ...target}) => ({name, target: ofShare(target)}),
    },
    ContainerResource: {
      field: 'containerResource',
      older: ({source: {name, container}, target}) => ({name, ...share(target), container}),
      newer: ({name, container, ...target}) => ({name, container, target: ofShare(target)}),
    },
    Pods: {
      field: 'pods',
      older: ({target, metric: {name, selector}}) => ({
        metricName: name,
        targetAverageValue: target['averageValue'] ?? ZERO,
        selector,
      }),
      newer: ({metricName: name, targetAverageValue, selector}) => ({
        metric: {name, selector},
        target: {type: 'AverageValue', averageValue: targetAverageValue},
      }),
    },
    Object: {
      field: 'object',
      older: ({source, target, metric: {name, selector}}) => ({
        target: source['describedObject'],
        metricName: name,
        targetValue: target['value'] ?? ZERO,
        selector,
        averageValue: target['averageValue'],
      }),
      newer: ({target, metricName: name, targetValue, selector, averageValue}) => ({
        describedObject: target,
        metric: {name, selector},
        target: ofValue(targetValue, averageValue),
      }),
    },
    External: {
      field: 'external',
      older: ({target, metric: {name, selector}}) => ({
        metricName: name,
        metricSelector: selector,
        targetValue: target['value'],
        targetAverageValue: target['averageValue'],
      }),
      newer: ({metricName: name, metricSelector: selector, targetValue, targetAverageValue}) => ({
        metric: {name, selector},
        target: ofValue(targetValue, targetAverageValue),
      }),
    },
  } satisfies Record<string, Form>),
)

const converted = (metrics: unknown, convert: (source: Fields, form: Form) => Fields): Fields[] =>
  items(metrics).flatMap(metric => {
    const form = FORMS.get(metric['type'])
    return form ? [{type: metric['type'], [form.field]: convert(record(metric[form.field])[0] ?? {}, form)}] : []
  })

export const olderMetrics = (metrics: unknown): string =>
  JSON.stringify(
    converted(metrics, (source, {older}) => {
      const [[target = {}], [metric = {}]] = [record(source['target']), record(source['metric'])]
      return older({source, target, metric})
    }),
  )

export const newerMetrics = (metrics: unknown): Fields[] => converted(metrics, (older, {newer}) => newer(older))

const orNull = (value: unknown): unknown => value ?? null

const olderRules = (rules: Fields): Fields => ({
  StabilizationWindowSeconds: orNull(rules['stabilizationWindowSeconds']),
  SelectPolicy: orNull(rules['selectPolicy']),
  Policies: items(rules['policies']).map(policy => ({
    Type: policy['type'],
    Value: policy['value'],
    PeriodSeconds: policy['periodSeconds'],
  })),
  Tolerance: orNull(rules['tolerance']),
})

export const olderBehavior = ({scaleUp, scaleDown}: Fields): string =>
  JSON.stringify({
    ScaleUp: orNull(record(scaleUp).map(olderRules)[0]),
    ScaleDown: orNull(record(scaleDown).map(olderRules)[0]),
  })

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

/** By the names of v2, without what is null: Go reads the fields of its own whatever their case. */
export const newerBehavior = (behavior: unknown): unknown => {
  if (Array.isArray(behavior)) return behavior.map(newerBehavior)
  if (typeof behavior !== 'object' || behavior === null) return behavior
  const entries = Object.entries(behavior).filter(([, value]) => value !== null)
  return Object.fromEntries(entries.map(([name, value]) => [lowered(name), newerBehavior(value)]))
}

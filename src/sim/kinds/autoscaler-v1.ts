// HorizontalPodAutoscalers of autoscaling/v1, which kubectl autoscale made before 1.31: the same objects as those of v2,
// with the share of cpu in a field and all else in annotations. pkg/apis/autoscaling/v1, conversion.go.
import type {KubeObject} from '../api/object.ts'
import {type Fields, fillPointers, items, record} from '../schema/fields.ts'
import type {FillDefaults, ValidateFields} from '../schema/index.ts'
import {invalid} from '../schema/validation/causes.ts'
import {inRange} from '../schema/validation/names.ts'
import {newerBehavior, newerMetrics, olderBehavior, olderMetrics} from './autoscaler-annotations.ts'
import {validateAutoscaler} from './stored-validation.ts'

const V1 = 'autoscaling/v1'
const V2 = 'autoscaling/v2'
const METRICS = 'autoscaling.alpha.kubernetes.io/metrics'
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior'
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions'
/** What one gets who says nothing. */
const SHARE = 80

const cpu = (averageUtilization: unknown): Fields => ({
  type: 'Resource',
  resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization}},
})

/** The share of cpu that a metric asks for, if it is about nothing else. */
const shareOf = (metric: Fields): unknown => {
  const [resource] = record(metric['resource'])
  return metric['type'] === 'Resource' && resource?.['name'] === 'cpu'
    ? record(resource['target'])[0]?.['averageUtilization']
    : undefined
}

/** What an annotation says, where it can be read: it may have been written by anybody. */
const parsed = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const withAnnotations = (object: KubeObject, annotations: Record<string, string>): KubeObject => {
  const {annotations: _, ...metadata} = object.metadata
  return {...object, metadata: {...metadata, ...(Object.keys(annotations).length > 0 && {annotations})}}
}

/** @returns a new object where the version is another one */
export const autoscalerInV2 = (object: KubeObject): KubeObject => {
  if (object.apiVersion !== V1) return object
  const {
    [METRICS]: metrics,
    [BEHAVIOR]: behavior,
    [CONDITIONS]: conditions,
    ...annotations
  } = object.metadata.annotations ?? {}
  const [{targetCPUUtilizationPercentage: share, ...spec} = {} as Fields] = record(object['spec'])
  const [{currentCPUUtilizationPercentage: _, ...status} = {} as Fields] = record(object['status'])
  const all = [...(share === undefined ? [] : [cpu(share)]), ...newerMetrics(parsed(metrics))]
  const those = items(parsed(conditions))
  const its = record(newerBehavior(parsed(behavior)))[0]
  return {
    ...withAnnotations(object, annotations),
    apiVersion: V2,
    spec: {...spec, ...(all.length > 0 && {metrics: all}), ...(its && {behavior: its})},
    ...(object['status'] !== undefined && {status: {...status, ...(those.length > 0 && {conditions: those})}}),
  }
}

/** @returns a new object where the version is another one */
export const autoscalerInV1 = (object: KubeObject): KubeObject => {
  if (object.apiVersion !== V2) return object
  const [{metrics, behavior, ...spec} = {} as Fields] = record(object['spec'])
  const all = items(metrics)
  const first = all.find(metric => shareOf(metric) !== undefined)
  const others = all.filter(metric => metric !== first)
  const [{currentMetrics: _, conditions, ...status} = {} as Fields] = record(object['status'])
  const annotations = {
    ...object.metadata.annotations,
    ...(others.length > 0 && {[METRICS]: olderMetrics(others)}),
    ...record(behavior).map(its => ({[BEHAVIOR]: olderBehavior(its)}))[0],
    ...(items(conditions).length > 0 && {[CONDITIONS]: JSON.stringify(conditions)}),
  }
  return {
    ...withAnnotations(object, annotations),
    apiVersion: V1,
    spec: {...spec, ...(first && {targetCPUUtilizationPercentage: shareOf(first)})},
    ...(object['status'] !== undefined && {status}),
  }
}

export const autoscalerV1Defaults: FillDefaults = autoscaler => {
  const [{annotations} = {} as Fields] = record(autoscaler['metadata'])
  for (const spec of record(autoscaler['spec'])) {
    fillPointers(spec, {minReplicas: 1})
    if (record(annotations)[0]?.[METRICS] === undefined) fillPointers(spec, {targetCPUUtilizationPercentage: SHARE})
  }
}

export const validateAutoscalerV1: ValidateFields = (autoscaler, old) => {
  const [{targetCPUUtilizationPercentage: share} = {} as Fields] = record(autoscaler['spec'])
  const isLess = typeof share === 'number' && inRange(share, 1, 2 ** 31).length > 0
  return [
    ...validateAutoscaler(autoscalerInV2(autoscaler as unknown as KubeObject), old),
    ...(isLess ? [invalid('spec.targetCPUUtilizationPercentage', share, 'must be greater than 0')] : []),
  ]
}

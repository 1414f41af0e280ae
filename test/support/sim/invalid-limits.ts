import type {InvalidObject} from './invalid-objects.ts'

const limits = (what: string, item: object): InvalidObject => ({
  what: `a LimitRange with ${what}`,
  kind: 'LimitRange',
  object: {spec: {limits: [{type: 'Container', ...item}]}},
})
const quota = (what: string, spec: object): InvalidObject => ({
  what: `a ResourceQuota with ${what}`,
  kind: 'ResourceQuota',
  object: {spec: {hard: {pods: '1'}, ...spec}},
})

const priority = (what: string, fields: object): InvalidObject => ({
  what: `a PriorityClass with ${what}`,
  kind: 'PriorityClass',
  object: {...fields},
})

/** LimitRanges, ResourceQuotas and PriorityClasses that an API server refuses. */
export const INVALID_LIMITS: readonly InvalidObject[] = [
  limits('a type that is none', {type: 'Node'}),
  limits('a resource that is none', {max: {cpux: '1'}}),
  limits('a least above the most', {min: {cpu: '2'}, max: {cpu: '1'}, default: {cpu: '2'}, defaultRequest: {cpu: '2'}}),
  limits('a default request above the default limit', {default: {cpu: '1'}, defaultRequest: {cpu: '2'}}),
  limits('a default below the least', {min: {cpu: '2'}, default: {cpu: '1'}}),
  limits('a default above the most', {max: {cpu: '1'}, default: {cpu: '2'}}),
  limits('a ratio below 1', {maxLimitRequestRatio: {cpu: '500m'}}),
  limits('a ratio that its bounds do not leave', {min: {cpu: '1'}, max: {cpu: '2'}, maxLimitRequestRatio: {cpu: '3'}}),
  limits('defaults for pods', {type: 'Pod', default: {cpu: '1'}, defaultRequest: {cpu: '1'}}),
  limits('claims of any size', {type: 'PersistentVolumeClaim'}),
  quota('a name that nothing has', {hard: {'limit.cpu': '1'}}),
  quota('a name of a claim', {hard: {storage: '1'}}),
  quota('half a pod', {hard: {pods: '500m'}}),
  quota('less than nothing', {hard: {'requests.cpu': '-1'}}),
  quota('a scope that is none', {scopes: ['Sometimes']}),
  quota('a scope for other things', {hard: {cpu: '1'}, scopes: ['BestEffort']}),
  quota('scopes that exclude each other', {scopes: ['Terminating', 'NotTerminating']}),
  quota('a selector without values', {
    scopeSelector: {matchExpressions: [{scopeName: 'PriorityClass', operator: 'In'}]},
  }),
  quota('a selector with too many values', {
    scopeSelector: {matchExpressions: [{scopeName: 'PriorityClass', operator: 'Exists', values: ['a']}]},
  }),
  priority('a value of the system', {value: 2_000_000_000}),
  priority('a name of the system', {metadata: {name: 'system-mine'}, value: 1}),
  priority('a policy that is none', {value: 1, preemptionPolicy: 'Often'}),
]

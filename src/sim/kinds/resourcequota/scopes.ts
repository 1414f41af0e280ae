// Which pods a quota is about: pkg/quota/v1/evaluator/core/pods.go, podMatchesScopeFunc.
import type {Pod} from '../pod/types.ts'
import type {ResourceQuota, ScopeRequirement} from './types.ts'

const scopesOf = ({spec}: ResourceQuota): ScopeRequirement[] => [
  ...(spec?.scopes ?? []).map((scopeName): ScopeRequirement => ({scopeName, operator: 'Exists'})),
  ...(spec?.scopeSelector?.matchExpressions ?? []),
]

const isTerminating = ({spec}: Pod): boolean => (spec.activeDeadlineSeconds ?? -1) >= 0
const isBestEffort = ({status}: Pod): boolean => status.qosClass === 'BestEffort'

const ofClass = ({spec}: Pod, {operator, values = []}: ScopeRequirement): boolean => {
  const name = spec.priorityClassName ?? ''
  if (operator === 'Exists') return name !== ''
  if (operator === 'DoesNotExist') return name === ''
  return values.includes(name) === (operator === 'In')
}

const looksElsewhere = ({spec}: Pod): boolean =>
  [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity]
    .flatMap(affinity => affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    .some(term => (term.namespaces ?? []).length > 0 || 'namespaceSelector' in term)

const SCOPES: Readonly<Record<string, (pod: Pod, scope: ScopeRequirement) => boolean>> = {
  BestEffort: isBestEffort,
  CrossNamespacePodAffinity: looksElsewhere,
  NotBestEffort: pod => !isBestEffort(pod),
  NotTerminating: pod => !isTerminating(pod),
  PriorityClass: ofClass,
  Terminating: isTerminating,
}

export const SCOPE_NAMES = [...Object.keys(SCOPES), 'VolumeAttributesClass']

/** @param pod undefined for an object of another kind: a quota with a scope is about pods alone */
export const isInScope = (quota: ResourceQuota, pod: Pod | undefined): boolean =>
  scopesOf(quota).every(scope => pod !== undefined && SCOPES[scope.scopeName]?.(pod, scope) === true)

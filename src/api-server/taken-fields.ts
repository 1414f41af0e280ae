import {age} from '../kubernetes/age.ts'
import {LAST_APPLIED} from '../kubernetes/last-applied.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {shown} from './changes.ts'
import {FIELD_MANAGER, type FieldsV1, fieldAt, type ManagedFields, managedFieldsOf, pathText} from './managed-fields.ts'

/** A field that an apply takes from another field manager. */
export interface TakenField {
  /** `spec.template.spec.containers[kubia].image` */
  path: string
  before: unknown
  after: unknown
  /** Whose it was. */
  owner: Omit<ManagedFields, 'fieldsV1'>
}

/** The keys that lead to each field of a set that has none below it. */
const leaves = (set: FieldsV1, keys: readonly string[] = []): string[][] => {
  const below = Object.entries(set).filter(([key]) => key !== '.')
  return below.length === 0 ? [[...keys]] : below.flatMap(([key, inner]) => leaves(inner, [...keys, key]))
}

const isOf = (one: ManagedFields, other: ManagedFields): boolean =>
  one.manager === other.manager &&
  one.operation === other.operation &&
  one.apiVersion === other.apiVersion &&
  (one.subresource ?? '') === (other.subresource ?? '')

/** Whether one field is the other one, or a part of it. */
const overlaps = (one: string, other: string): boolean => `${one}\n`.startsWith(`${other}\n`)

/**
 * The fields that an apply with `--force-conflicts` takes over, by the API server's answer to its dry run: a manager
 * keeps its field until another one sets another value. What a manager gave up by itself between the look at the live
 * object and the answer, as a controller does with the status, is not taken: it is not kubia's afterwards.
 */
export const takenFields = (live: KubeObject, planned: KubeObject): TakenField[] => {
  const pathsOf = (managed: readonly ManagedFields[]): string[] =>
    managed.flatMap(({fieldsV1 = {}}) => leaves(fieldsV1).map(keys => keys.join('\n')))
  const after = managedFieldsOf(planned)
  const ours = pathsOf(after.filter(({manager, operation}) => manager === FIELD_MANAGER && operation === 'Apply'))
  return managedFieldsOf(live)
    .filter(({manager}) => manager !== FIELD_MANAGER)
    .flatMap(({fieldsV1 = {}, ...owner}) => {
      const kept = new Set(pathsOf(after.filter(other => isOf(owner, other))))
      const isTaken = (path: string): boolean =>
        !kept.has(path) && ours.some(own => overlaps(path, own) || overlaps(own, path))
      return leaves(fieldsV1)
        .filter(keys => keys.length > 0 && isTaken(keys.join('\n')))
        .map(keys => ({path: pathText(keys), before: fieldAt(live, keys), after: fieldAt(planned, keys), owner}))
    })
}

/** The field managers that kubectl's commands go by (k8s.io/kubectl: `FieldManager` of each command, csaupgrade). */
const KUBECTL: Readonly<Record<string, string>> = {
  kubectl: 'kubectl',
  'kubectl-annotate': 'kubectl annotate',
  'kubectl-autoscale': 'kubectl autoscale',
  'kubectl-client-side-apply': 'kubectl apply',
  'kubectl-create': 'kubectl create',
  'kubectl-edit': 'kubectl edit',
  'kubectl-expose': 'kubectl expose',
  'kubectl-label': 'kubectl label',
  'kubectl-last-applied': 'kubectl apply',
  'kubectl-patch': 'kubectl patch',
  'kubectl-replace': 'kubectl replace',
  'kubectl-rollout': 'kubectl rollout',
  'kubectl-run': 'kubectl run',
  'kubectl-set': 'kubectl set',
}

/** Whether a field is what `kubectl apply` keeps of an object, which nobody sets by hand. */
export const isLastApplied = ({path}: TakenField): boolean => path === `metadata.annotations.${LAST_APPLIED}`

/** Whether a field was set with kubectl, which is the person that types kubia's commands. */
export const isOfKubectl = ({owner}: TakenField): boolean => (owner.manager ?? '') in KUBECTL

const ownerText = ({manager = 'unknown', subresource}: TakenField['owner']): string => {
  const command = KUBECTL[manager]
  if (command === undefined) return manager
  return subresource === 'scale' ? 'kubectl scale' : command
}

/**
 * Whose fields are taken over, in one line: `kubectl scale: spec.replicas; kubectl set: …`.
 * @param withValues true: with the value that each had
 */
export const describeTaken = (taken: readonly TakenField[], withValues: boolean): string => {
  const field = ({path, before}: TakenField): string => (withValues ? `${path} (was ${shown(before)})` : path)
  return [...Map.groupBy(taken, ({owner}) => ownerText(owner))]
    .map(([owner, fields]) => `${owner}: ${fields.map(field).join(', ')}`)
    .join('; ')
}

/** A field that is left alone, whose it is, and since when: `spec.replicas is 3, set by flux 5d ago`. */
export const describeConflict = ({path, before, owner}: TakenField, now: number): string =>
  `${path} is ${shown(before)}, set by ${ownerText(owner)}${owner.time ? ` ${age(owner.time, now)} ago` : ''}`

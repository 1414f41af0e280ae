// The answer to an apply that would change what others own: 409, unless it is forced.
import {StatusError} from '../../api/status.ts'
import type {Manager} from './managers.ts'
import {type Path, pathText} from './path.ts'

interface Conflict {
  manager: string
  path: string
}

/** `"kubectl" with subresource "scale" using apps/v1` */
const managerText = ({manager, operation, apiVersion, subresource}: Manager): string =>
  [
    JSON.stringify(manager),
    ...(subresource ? [`with subresource ${JSON.stringify(subresource)}`] : []),
    ...(operation === 'Update' ? [`using ${apiVersion}`] : []),
  ].join(' ')

const messageOf = (conflicts: readonly Conflict[]): string => {
  const [first] = conflicts
  if (first && conflicts.length === 1)
    return `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`
  const managers = [...new Set(conflicts.map(({manager}) => manager))].sort()
  const lines = managers.flatMap(manager => [
    `conflicts with ${manager}:`,
    ...conflicts.filter(conflict => conflict.manager === manager).map(({path}) => `- ${path}`),
  ])
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
}

/** @throws ApiError Conflict where a field that changes belongs to one of the others */
export const checkConflicts = (others: readonly Manager[], changed: ReadonlySet<Path>): void => {
  const conflicts = others.flatMap(manager =>
    [...manager.fields.intersection(changed)].map(path => ({manager: managerText(manager), path: pathText(path)})),
  )
  if (conflicts.length === 0) return
  conflicts.sort((a, b) => (a.manager + a.path < b.manager + b.path ? -1 : 1))
  const causes = conflicts.map(({manager, path}) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field: path,
  }))
  throw new StatusError(409, 'Conflict', messageOf(conflicts), {causes})
}

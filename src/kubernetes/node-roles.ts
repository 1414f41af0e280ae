import type {Node} from './types.ts'

const rolePrefix = 'node-role.kubernetes.io/'

/**
 * A node's roles, sorted and joined by commas; `<none>` for none. They come from the labels
 * `node-role.kubernetes.io/ROLE` and, of old, `kubernetes.io/role=ROLE`.
 */
export function nodeRoles({metadata}: Node): string {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix)) roles.add(key.slice(rolePrefix.length))
    else if (key === 'kubernetes.io/role') roles.add(value)
  }
  roles.delete('')
  return [...roles].sort().join(',') || '<none>'
}

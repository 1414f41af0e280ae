import {createHash} from 'node:crypto'
import {existsSync} from 'node:fs'
import {basename, resolve} from 'node:path'
import {isUrl, type Manifests} from '../api-server/apply.ts'
import {usageError} from '../errors/kubia-error.ts'
import {type ApplySetRef, PARENT_KINDS} from '../kubernetes/apply-set.ts'

/** What the flags that prune say. */
export interface PruneFlags {
  prune: boolean
  applyset?: string | undefined
}

/** A name that Kubernetes takes for an object (RFC 1123 subdomain). */
const OBJECT_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/
/** What stands behind `--applyset`, as kubectl has it: `[RESOURCE/]NAME`. */
const APPLY_SET = /^(?:([^/]*)\/)?(.*)$/s

/** The set of what is named on this machine: `kubia-shop-1a2b3c4d` for the folder `shop`. */
const nameOfPaths = (paths: readonly string[]): string => {
  const whole = paths.map(path => (isUrl(path) ? path : resolve(path))).toSorted()
  const hash = createHash('sha256').update(whole.join('\n')).digest('hex').slice(0, 8)
  const words =
    basename(whole[0] ?? '')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  return ['kubia', words.join('-').slice(0, 40).replace(/-$/, ''), hash].filter(word => word !== '').join('-')
}

/** Makes sure that flags that prune stand beside manifests. @throws KubiaError USAGE */
export const checkPruneFlags = ({prune, applyset}: PruneFlags, hasManifests: boolean): void => {
  if (applyset !== undefined && !prune) throw usageError('--applyset needs --prune')
  if (prune && !hasManifests) throw usageError('--prune needs -f FILE or -k DIR')
}

/**
 * The set that manifests are pruned as: the one that is named, or that of the files, folders and URLs themselves.
 * @returns undefined without `--prune`. @throws KubiaError USAGE
 */
export const readApplySet = (
  {prune, applyset}: PruneFlags,
  {files, text, kustomization}: Manifests,
): Omit<ApplySetRef, 'namespace'> | undefined => {
  if (!prune) return undefined
  if (applyset === undefined) {
    if (text !== undefined)
      throw usageError('--prune of standard input or a pipe needs the name of its set: --applyset=NAME')
    const isRemote = kustomization !== undefined && !existsSync(kustomization)
    if (isRemote) throw usageError('--prune of a repository needs the name of its set: --applyset=NAME')
    return {kind: 'Secret', name: nameOfPaths(kustomization === undefined ? files : [kustomization])}
  }
  const [, resource = 'secret', name = ''] = APPLY_SET.exec(applyset) ?? []
  const kind = PARENT_KINDS.find(one => [one.toLowerCase(), `${one.toLowerCase()}s`].includes(resource.toLowerCase()))
  if (!kind || !OBJECT_NAME.test(name))
    throw usageError(`--applyset takes NAME, secret/NAME or configmap/NAME, and "${applyset}" is neither`)
  return {kind, name}
}

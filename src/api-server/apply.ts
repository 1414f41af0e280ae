import {isDeepStrictEqual} from 'node:util'
import {amend, KubiaError} from '../errors/kubia-error.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import type {Command} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import {type KubeAccess, kubectlCommand, runKubectl} from './kubectl.ts'
import {appliedFields, FIELD_MANAGER} from './managed-fields.ts'
import {getArgs, readObjects} from './objects.ts'
import {type ServedKind, servedKinds} from './served-kinds.ts'

export interface ApplyOptions {
  /** Takes fields over that belong to another field manager. */
  forceConflicts: boolean
  /** True: the API server does everything but keep it. */
  dryRun?: boolean
  /** True: kubectl works out what changes, for objects that server-side apply does not take; nothing conflicts then. */
  clientSide?: boolean
}

/** Manifests as kubectl reads them. */
export interface Manifests {
  /** What stands behind each `-f`: files, folders, patterns, URLs, and `-` for `text`. None with a kustomization. */
  files: readonly string[]
  /** What standard input has, where `-` is among the files. */
  text?: string
  /** True: folders are read with the folders in them. */
  recursive?: boolean
  /** The folder or repository behind `-k`. */
  kustomization?: string
}

/** Whether kubectl fetches what is behind `-f`. */
export const isUrl = (file: string): boolean => /^https?:\/\//.test(file) && URL.canParse(file)

/** One manifest, as text. */
export const manifestOf = (text: string): Manifests => ({files: ['-'], text})

/** The flags that name manifests to `kubectl apply` and `kubectl get`. */
export const manifestArgs = ({files, recursive = false, kustomization}: Manifests): string[] =>
  kustomization === undefined
    ? [...files.flatMap(file => ['-f', file]), ...(recursive ? ['-R'] : [])]
    : ['-k', kustomization]

export const applyArgs = (
  manifests: Manifests,
  {forceConflicts, dryRun = false, clientSide = false}: ApplyOptions,
): string[] => [
  'apply',
  ...(clientSide ? [] : ['--server-side']),
  `--field-manager=${FIELD_MANAGER}`,
  ...(forceConflicts && !clientSide ? ['--force-conflicts'] : []),
  ...(dryRun ? ['--dry-run=server'] : []),
  ...manifestArgs(manifests),
]

/** The hosts that kubectl names in its words of a connection: `example.com`, `example.com:8443`. */
const hostsOf = (url: string): string[] => {
  const {host, hostname} = new URL(url)
  return [host, hostname]
}

/** Where a URL among manifests got no answer, that is what failed, and not the API server. */
export const ofUrl = (error: unknown, {server}: KubeAccess, {files}: Manifests): unknown => {
  if (!(error instanceof KubiaError && error.code === 'API_UNREACHABLE')) return error
  const said = error.details.evidence?.join('\n') ?? ''
  const ofServer = server === undefined ? [] : hostsOf(server)
  const url = files
    .filter(isUrl)
    .find(file => hostsOf(file).some(host => said.includes(host) && !ofServer.includes(host)))
  return url === undefined
    ? error
    : new KubiaError('CONFIG_UNREADABLE', `the manifest ${url} cannot be read: its server does not answer`, {
        evidence: error.details.evidence ?? [],
        cause: error,
      })
}

/** What helps where a server does not have kinds under the group or version that was named. */
export const adviceForKinds = (kinds: readonly string[], served: readonly ServedKind[]): string[] =>
  kinds.map(kind => {
    const versions = served.filter(one => one.kind === kind).map(({apiVersion}) => apiVersion)
    return versions.length > 0
      ? `write apiVersion: ${versions.join(' or ')} for ${kind}`
      : `no API group of this server has ${kind}: install its CustomResourceDefinition first`
  })

/** Says where the kinds are that a server has under another version. */
const withGroups = async (exec: Exec, access: KubeAccess, error: unknown): Promise<unknown> => {
  const kinds = error instanceof KubiaError ? error.details.facts?.kinds : undefined
  if (!(error instanceof KubiaError) || kinds === undefined) return error
  return amend(error, {fix: adviceForKinds(kinds, await servedKinds(exec, access))})
}

/** Runs kubectl over manifests and returns the objects that it prints. @throws as `runKubectl`; KubiaError CONFIG_UNREADABLE */
const runOver = async (
  exec: Exec,
  access: KubeAccess,
  manifests: Manifests,
  args: readonly string[],
): Promise<KubeObject[]> => {
  try {
    const {text} = manifests
    return readObjects(await runKubectl(exec, access, args, text === undefined ? {} : {input: text}))
  } catch (error) {
    throw await withGroups(exec, access, ofUrl(error, access, manifests))
  }
}

/** The live objects that manifests describe; those that don't exist are left out. @throws as `apply` */
export const getManifests = (exec: Exec, access: KubeAccess, manifests: Manifests): Promise<KubeObject[]> =>
  runOver(exec, access, manifests, getArgs(manifestArgs(manifests)))

/** The command that applies manifests, to be printed. */
export const applyCommand = (access: KubeAccess, manifests: Manifests, options: ApplyOptions): Command =>
  kubectlCommand(access, applyArgs(manifests, options), manifests.text)

/**
 * Applies manifests and returns the objects as they are now.
 * @param access its namespace is the only one that objects may name; without one each goes where it names, or else to the
 * context's namespace
 * @throws KubiaError FIELD_CONFLICT, OBJECT_INVALID, OBJECT_CHANGED, FORBIDDEN, NAMESPACE_MISSING and others
 */
export const apply = (
  exec: Exec,
  access: KubeAccess,
  manifests: Manifests,
  options: ApplyOptions,
): Promise<KubeObject[]> =>
  runOver(exec, access, manifests, [...applyArgs(manifests, options), '-o', 'json', '--show-managed-fields'])

/** What became of an object, in kubectl's words. */
export type Verdict = 'created' | 'configured' | 'unchanged'

/** Whether an object is another one than before: made since, or made again. */
const isNew = (before: KubeObject | undefined, {metadata}: KubeObject): boolean => before?.metadata.uid !== metadata.uid

/**
 * What became of an object, by what the API server counts: kubectl itself says `serverside-applied` to everything.
 * The generation counts changes of the spec, the resource version all.
 */
export const verdictOf = (before: KubeObject | undefined, after: KubeObject): Verdict => {
  if (!before || isNew(before, after)) return 'created'
  const {generation, resourceVersion} = before.metadata
  const same = generation === after.metadata.generation && resourceVersion === after.metadata.resourceVersion
  return same ? 'unchanged' : 'configured'
}

/**
 * What an apply made of an object, also in a dry run: it changes the fields that kubia manages, and which these are. What
 * controllers change meanwhile counts for the resource version alone.
 */
export const verdictOfApply = (before: KubeObject | undefined, after: KubeObject): Verdict => {
  const fields = appliedFields(after)
  if (!before || !fields || isNew(before, after)) return verdictOf(before, after)
  return isDeepStrictEqual(appliedFields(before), fields) ? 'unchanged' : 'configured'
}

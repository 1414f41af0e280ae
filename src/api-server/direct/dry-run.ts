import {isPlain, type ObjectRequest, requestOf, resourceOfType} from './resource-paths.ts'

/** What would become of an object that is applied on the server. */
export interface DryRun {
  of: 'dry run'
  request: ObjectRequest
  /** The object, as JSON. */
  manifest: string
  /** Of the query. */
  parameters: Readonly<Record<string, string>>
}

/** The flags of a server-side dry run of one manifest, of which one may be left out. */
const DRY_RUN =
  /^apply --server-side --field-manager=([\w-]+)( --force-conflicts)? --dry-run=server -f - -o json --show-managed-fields$/

interface Manifest {
  apiVersion?: unknown
  kind?: unknown
  metadata?: {name?: unknown; namespace?: unknown}
}

/** What a manifest says of itself; nothing where it is not one object as JSON. */
const readManifest = (text: string): Manifest => {
  try {
    return JSON.parse(text) as Manifest
  } catch {
    return {}
  }
}

/** A dry run of one object that names itself, as kubectl asks for it; undefined for other commands. */
export const dryRunOf = (args: readonly string[], namespace: string, input: string | undefined): DryRun | undefined => {
  const [, fieldManager = '', force] = DRY_RUN.exec(args.join(' ')) ?? []
  if (fieldManager === '' || !input?.startsWith('{')) return undefined
  const {apiVersion, kind, metadata = {}} = readManifest(input)
  const known = resourceOfType(apiVersion, kind)
  const {name, namespace: own = namespace} = metadata
  if (!known?.namespaced || typeof name !== 'string' || !isPlain(name) || own !== namespace) return undefined
  const parameters = {dryRun: 'All', fieldManager, fieldValidation: 'Strict', force: String(force !== undefined)}
  return {of: 'dry run', request: requestOf(known, {namespace, name}), manifest: input, parameters}
}

import type {KubeObject} from '../kubernetes/types.ts'
import type {Command} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import {kubectlCommand, runKubectl} from './kubectl.ts'
import {FIELD_MANAGER} from './managed-fields.ts'
import {type Place, readObjects} from './objects.ts'

export interface ApplyOptions {
  /** Takes fields over that belong to another field manager. */
  forceConflicts: boolean
  /** True: the API server does everything but keep it. */
  dryRun?: boolean
}

/** @param file a file, a folder, or `-` for standard input */
export const applyArgs = (file: string, {forceConflicts, dryRun = false}: ApplyOptions): string[] => [
  'apply',
  '--server-side',
  `--field-manager=${FIELD_MANAGER}`,
  ...(forceConflicts ? ['--force-conflicts'] : []),
  ...(dryRun ? ['--dry-run=server'] : []),
  '-f',
  file,
]

/** The command that applies a manifest, to be printed. */
export const applyCommand = (place: Place, options: ApplyOptions, manifest: string): Command =>
  kubectlCommand(place, applyArgs('-', options), manifest)

/**
 * Applies what a manifest or file has and returns the objects as they are now.
 * @param text for standard input, where the file is `-`
 * @throws KubiaError FIELD_CONFLICT, OBJECT_INVALID, OBJECT_CHANGED, FORBIDDEN, NAMESPACE_MISSING and others
 */
export const apply = async (
  exec: Exec,
  place: Place,
  file: string,
  text: string | undefined,
  options: ApplyOptions,
): Promise<KubeObject[]> => {
  const args = [...applyArgs(file, options), '-o', 'json', '--show-managed-fields']
  return readObjects(await runKubectl(exec, place, args, text === undefined ? {} : {input: text}))
}

/** What became of an object, in kubectl's words. */
export type Verdict = 'created' | 'configured' | 'unchanged'

/**
 * What became of an object, by what the API server counts: kubectl itself says `serverside-applied` to everything.
 * The generation counts changes of the spec, the resource version all.
 */
export const verdictOf = (before: KubeObject | undefined, after: KubeObject): Verdict => {
  if (!before || before.metadata.uid !== after.metadata.uid) return 'created'
  const {generation, resourceVersion} = before.metadata
  const same = generation === after.metadata.generation && resourceVersion === after.metadata.resourceVersion
  return same ? 'unchanged' : 'configured'
}

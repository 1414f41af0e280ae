import {applyArgs, applyCommand} from '../api-server/apply.ts'
import {kubectlCommand} from '../api-server/kubectl.ts'
import type {Place} from '../api-server/objects.ts'
import type {Kind} from '../kubernetes/kinds/kind.ts'
import {resourceName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {printJson} from '../printers/json.ts'
import {objectName} from '../printers/output.ts'
import {printYaml} from '../printers/yaml.ts'
import {formatCommand, formatScript} from '../process/command.ts'

/** How a plan is printed: the manifest alone, or the commands with it. */
export type PlanFormat = 'json' | 'yaml' | 'name' | undefined

const limitArgs = (timeoutMs: number): string[] =>
  timeoutMs === 0 ? [] : [`--timeout=${Math.round(timeoutMs / 1000)}s`]

/**
 * The raw command that waits as kubia does, as a line; none where kubectl has no such command. kubia itself polls, to
 * tell what is late and why.
 */
export const waitCommand = (place: Place, kind: Kind, name: string, timeoutMs: number): string[] => {
  const waitArgs = kind.workload?.waitArgs
  if (!waitArgs) return []
  const args = [...waitArgs, `${resourceName(kind)}/${name}`, ...limitArgs(timeoutMs)]
  return [formatCommand(kubectlCommand(place, args))]
}

/** A manifest on its own. */
export const printManifest = (manifest: KubeObject, format: 'json' | 'yaml' | 'name'): string =>
  format === 'name' ? objectName(manifest) : format === 'json' ? printJson(manifest) : printYaml(manifest)

export interface ApplyPlan {
  place: Place
  manifest: KubeObject
  forceConflicts: boolean
  /** What follows, as lines. */
  after: readonly string[]
}

/** What `deploy` or `expose` would run, as a script that can be pasted; with a format only the manifest. */
export const planApply = ({place, manifest, forceConflicts, after}: ApplyPlan, format: PlanFormat): string =>
  format !== undefined
    ? printManifest(manifest, format)
    : [formatScript(applyCommand(place, {forceConflicts}, printYaml(manifest))), ...after].join('\n')

/** What `deploy -f` would run; the text of standard input stands in it. */
export const planApplyFile = (place: Place, path: string, text: string | undefined, forceConflicts: boolean): string =>
  formatScript(kubectlCommand(place, applyArgs(path, {forceConflicts}), text))

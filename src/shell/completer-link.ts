import {accessSync, constants, lstatSync, readlinkSync, rmSync, symlinkSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {findProgram} from '../process/find-program.ts'

/** The program that kubectl asks what may follow `kubectl kubia` (kubectl 1.26 and newer). */
export const COMPLETER = 'kubectl_complete-kubia'
const PLUGIN = 'kubectl-kubia'

/** Where the completer is, or must be put. */
export type CompleterPlace =
  | {state: 'present'; path: string}
  | {state: 'missing'; path: string}
  /** The folder of the plugin cannot be written, or the plugin is in no folder of PATH. */
  | {state: 'homeless'; why: string}

/** Looks for the completer on PATH; where it is not, its place is beside the plugin (krew cannot install it: krew#812). */
export const locateCompleter = (): CompleterPlace => {
  const present = findProgram(COMPLETER)
  if (present) return {state: 'present', path: present}
  const plugin = findProgram(PLUGIN)
  if (!plugin) return {state: 'homeless', why: `${PLUGIN} is in no folder of PATH`}
  const folder = dirname(plugin)
  try {
    accessSync(folder, constants.W_OK)
    return {state: 'missing', path: join(folder, COMPLETER)}
  } catch {
    return {state: 'homeless', why: `${folder} cannot be written`}
  }
}

/** Links the completer at a place that `locateCompleter` found. @param root the folder of the package */
export const linkCompleter = (path: string, root: string): void => symlinkSync(join(root, 'bin', COMPLETER), path)

/** Removes the link that `linkCompleter` made; whatever else has the name stays. @returns the path that was removed */
export const unlinkCompleter = (root: string): string | undefined => {
  const path = findProgram(COMPLETER)
  const isOurs = path && lstatSync(path).isSymbolicLink() && readlinkSync(path) === join(root, 'bin', COMPLETER)
  if (!isOurs) return undefined
  rmSync(path)
  return path
}

import type {Exec} from '../process/exec.ts'
import {findNameUse, findOwnUse, isKubectl, type NameUse} from './name-use.ts'
import {installedParts, ownedFiles, type Shell} from './shells.ts'

/** What a name is in one shell, and what kubia has put there. */
export interface AliasStatus {
  shell: string
  name: string
  use: NameUse
  /** Whether the name is kubectl and nothing else. */
  isKubectl: boolean
  /** Whether kubia's file for this shell makes the name; a name of the user's own is not managed. */
  managed: boolean
  /** Whether `kubectl-kubia <TAB>` was set up too. */
  completion: boolean
  /** Files of kubia's for this shell, and the start-up file that reads them. */
  files: string[]
}

/** The names that kubia's files set up, in any shell; `k` where they set up none. */
export const namesToTell = (shells: readonly Shell[]): string[] => {
  const names = shells.flatMap(shell => ownedFiles(shell).flatMap(({parts}) => parts.alias ?? []))
  return names.length === 0 ? ['k'] : [...new Set(names)]
}

/** Whether a name is there because of kubia's file: it is kubectl, and would be nothing without that file. */
const isMadeByKubia = async (exec: Exec, shell: Shell, name: string, use: NameUse): Promise<boolean> =>
  isKubectl(use) &&
  ownedFiles(shell).some(({parts}) => parts.alias === name) &&
  (await findOwnUse(exec, shell, name)).kind === 'none'

const statusOf = async (exec: Exec, shell: Shell, name: string): Promise<AliasStatus> => {
  const use = await findNameUse(exec, shell, name)
  return {
    shell: shell.name,
    name,
    use,
    isKubectl: isKubectl(use),
    managed: await isMadeByKubia(exec, shell, name, use),
    completion: installedParts(shell).completion,
    files: ownedFiles(shell).flatMap(({path, startFile}) => [...(startFile ? [startFile] : []), path]),
  }
}

/** Starts each shell as the user does, and reports what the names really are there. */
export const aliasStatus = (exec: Exec, shells: readonly Shell[], names: readonly string[]): Promise<AliasStatus[]> =>
  Promise.all(shells.flatMap(shell => names.map(name => statusOf(exec, shell, name))))

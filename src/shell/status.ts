import type {Exec} from '../process/exec.ts'
import {findNameUse, isKubectl, type NameUse} from './name-use.ts'
import {installedParts, ownedFiles, type Shell} from './shells.ts'

/** What a name is in one shell, and what kubia has put there. */
export interface AliasStatus {
  shell: string
  name: string
  use: NameUse
  /** Whether the name is kubectl and nothing else. */
  isKubectl: boolean
  /** Whether kubia's file for this shell makes the name. */
  managed: boolean
  /** Whether `kubectl-kubia <TAB>` was set up too. */
  completion: boolean
  /** Files of kubia's for this shell, and the start-up file that reads them. */
  files: string[]
}

/** Starts each shell as the user does, and tells what the name really is there. */
export const aliasStatus = async (exec: Exec, shells: readonly Shell[], name: string): Promise<AliasStatus[]> =>
  Promise.all(
    shells.map(async shell => {
      const use = await findNameUse(exec, shell, name)
      const parts = installedParts(shell)
      const files = ownedFiles(shell).flatMap(({path, startFile}) => [...(startFile ? [startFile] : []), path])
      return {
        shell: shell.name,
        name,
        use,
        isKubectl: isKubectl(use),
        managed: parts.alias === name && isKubectl(use),
        completion: parts.completion,
        files,
      }
    }),
  )

import {isAbsolute, join} from 'node:path'
import {findHome, homeFolder} from './home.ts'

/**
 * An XDG base directory, by default a folder below the home folder. The specification says that a relative value must be
 * ignored. @throws Error where it takes a home folder and there is none
 */
const base = (value: string | undefined, ...fallback: string[]): string =>
  value && isAbsolute(value) ? value : join(homeFolder(), ...fallback)

/** Where kubia keeps state and logs: `$XDG_STATE_HOME/kubectl-kubia`, by default `~/.local/state/kubectl-kubia`. */
export const stateDirectory = (env: NodeJS.ProcessEnv = process.env): string =>
  join(base(env['XDG_STATE_HOME'], '.local', 'state'), 'kubectl-kubia')

/** Where kubia keeps what a shell reads at its start: `$XDG_CONFIG_HOME/kubectl-kubia`, by default `~/.config/kubectl-kubia`. */
export const configDirectory = (env: NodeJS.ProcessEnv = process.env): string =>
  join(base(env['XDG_CONFIG_HOME'], '.config'), 'kubectl-kubia')

/** Where kubia keeps what it can make again: `$XDG_CACHE_HOME/kubectl-kubia`, by default `~/.cache/kubectl-kubia`. */
export const cacheDirectory = (env: NodeJS.ProcessEnv = process.env): string =>
  join(base(env['XDG_CACHE_HOME'], '.cache'), 'kubectl-kubia')

/** The user's data folder: `$XDG_DATA_HOME`, by default `~/.local/share`. */
export const dataHome = (env: NodeJS.ProcessEnv = process.env): string => base(env['XDG_DATA_HOME'], '.local', 'share')

/** A path as a person writes it: with `~` for the home directory. */
export const tildePath = (path: string): string => {
  const home = findHome()
  if ('problem' in home) return path
  const {folder} = home
  return path === folder || path.startsWith(`${folder}/`) ? `~${path.slice(folder.length)}` : path
}

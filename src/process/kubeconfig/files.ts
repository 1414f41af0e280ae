import {existsSync, readlinkSync, realpathSync} from 'node:fs'
import {stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {delimiter, dirname, join, resolve} from 'node:path'

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The kubeconfig files that kubectl reads: the one named, else those of KUBECONFIG, else `~/.kube/config`. */
export const kubeconfigFiles = (named: string | undefined, env: NodeJS.ProcessEnv = process.env): string[] => {
  if (named !== undefined) return [named]
  const list = (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean)
  return list.length > 0 ? [...new Set(list)] : [join(homedir(), '.kube', 'config')]
}

/**
 * The file that a new context is written to, by kind's and kubectl's rule: the one named, else the first file of
 * KUBECONFIG that exists, else its last, else `~/.kube/config`.
 */
export const kubeconfigTarget = async (
  named: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> => {
  const files = kubeconfigFiles(named, env)
  for (const file of files) if (await exists(file)) return file
  return files.at(-1) ?? ''
}

/** `kubeconfigTarget`, of these files, asked at once: what holds a lock does not wait. */
export const targetOf = (files: readonly string[]): string => files.find(existsSync) ?? files.at(-1) ?? ''

/** As many links one behind the other as a system follows at least (Linux: 40). */
const MAX_LINKS = 40

const linkTarget = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch {
    // It is no link, or is not there.
    return undefined
  }
}

/** The file that links lead to, whether or not it exists; undefined where they lead in a circle. */
export const behindLinks = (path: string): string | undefined => {
  let file = resolve(path)
  for (let links = 0; links < MAX_LINKS; links++) {
    const target = linkTarget(file)
    if (target === undefined) return existsSync(file) ? realpathSync(file) : file
    file = resolve(dirname(file), target)
  }
  return undefined
}

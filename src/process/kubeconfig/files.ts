import {stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {delimiter, join} from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** The kubeconfig files that kubectl reads: the one named, else those of KUBECONFIG, else `~/.kube/config`. */
export const kubeconfigFiles = (named: string | undefined, env: Environment = process.env): string[] => {
  if (named !== undefined) return [named]
  const list = (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean)
  return list.length > 0 ? [...new Set(list)] : [join(homedir(), '.kube', 'config')]
}

/**
 * The file that a new context is written to, by kind's and kubectl's rule: the one named, else the first file of
 * KUBECONFIG that exists, else its last, else `~/.kube/config`.
 */
export const kubeconfigTarget = async (named: string | undefined, env: Environment = process.env): Promise<string> => {
  const files = kubeconfigFiles(named, env)
  for (const file of files) if (await exists(file)) return file
  return files.at(-1) ?? ''
}

import {constants, mkdtempSync, readdirSync, rmdirSync} from 'node:fs'
import {access, stat} from 'node:fs/promises'
import {homedir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {tildePath} from '../process/paths.ts'
import {isPidFree} from '../process/processes.ts'

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const mayWrite = (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    () => false,
  )

/** What a run that was killed while it tried a folder has left there, by its pid. */
const LEFT = /^\.kubia-(\d+)-/

/**
 * Whether a file can be made in a folder, found out by making one: permissions say nothing of a full or odd disk. Made
 * and removed without a pause in between.
 */
const takesFiles = (folder: string): boolean => {
  try {
    rmdirSync(mkdtempSync(join(folder, `.kubia-${process.pid}-`)))
    return true
  } catch {
    return false
  }
}

/** Removes what a killed run has left in a folder that it tried. */
const sweep = (folder: string): void => {
  try {
    for (const name of readdirSync(folder)) {
      const pid = LEFT.exec(name)?.[1]
      if (pid !== undefined && isPidFree(Number(pid))) rmdirSync(join(folder, name))
    }
  } catch {
    // A folder that may be written but not listed, or another run that sweeps too: empty folders are in nobody's way.
  }
}

type Environment = Readonly<Record<string, string | undefined>>

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

/** The nearest folder above a path that exists. */
const existingParent = async (path: string): Promise<string> => {
  const parent = dirname(path)
  return parent === path || (await exists(parent)) ? parent : existingParent(parent)
}

/**
 * Whether the context of a new cluster can be written. kind would find out only after the cluster is made.
 * @returns the file, as a person writes it. @throws KubiaError KUBECONFIG_INVALID
 */
export const checkKubeconfigWritable = async (named: string | undefined): Promise<string> => {
  const file = await kubeconfigTarget(named)
  const refuse = (why: string): KubiaError =>
    new KubiaError('KUBECONFIG_INVALID', `the kubeconfig ${tildePath(file)} can't be written: ${why}`, {
      fix: ['name a file that you may write: --kubeconfig FILE'],
    })
  if (!(await exists(file))) {
    const parent = await existingParent(file)
    if (!(await stat(parent)).isDirectory()) throw refuse(`${tildePath(parent)} is no folder`)
    if (!(await mayWrite(parent))) throw refuse(`no permission on the folder ${tildePath(parent)}`)
    if (!takesFiles(parent)) throw refuse(`nothing can be made in the folder ${tildePath(parent)}`)
  } else {
    if ((await stat(file)).isDirectory()) throw refuse('it is a folder')
    if (!(await mayWrite(file))) throw refuse('no permission')
    if (!(await mayWrite(dirname(file))))
      throw refuse(`no permission on the folder ${tildePath(dirname(file))}, where its lock goes`)
    if (!takesFiles(dirname(file)))
      throw refuse(`nothing can be made in the folder ${tildePath(dirname(file))}, where its lock goes`)
  }
  sweep(dirname(file))
  const {length} = kubeconfigFiles(named)
  return length > 1 ? `${tildePath(file)}, of the ${length} files in KUBECONFIG` : tildePath(file)
}

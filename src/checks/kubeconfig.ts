import {constants, rmdirSync} from 'node:fs'
import {access, stat} from 'node:fs/promises'
import {dirname, resolve} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {behindLinks, kubeconfigFiles, kubeconfigTarget} from '../process/kubeconfig/files.ts'
import {makeFolderIn, sweepFolder} from '../process/kubeconfig/own-folder.ts'
import {tildePath} from '../process/paths.ts'

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

/**
 * Whether something can be made in a folder, found out by making it: permissions say nothing of a full or odd disk. Made
 * and removed without a pause in between.
 */
const takesFiles = (folder: string): boolean => {
  try {
    rmdirSync(makeFolderIn(folder))
    return true
  } catch {
    return false
  }
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
    new KubiaError('KUBECONFIG_INVALID', `the kubeconfig ${tildePath(file)} cannot be written: ${why}`, {
      fix: ['name a file that you may write: --kubeconfig FILE'],
    })
  const target = behindLinks(file)
  if (target === undefined) throw refuse('its links lead in a circle')
  if (target !== resolve(file) && !(await exists(file))) {
    // kubectl makes the file behind a link, but no folder for it (seen with kubectl 1.32).
    const parent = dirname(target)
    if (!(await exists(parent))) throw refuse(`it is a link into ${tildePath(parent)}, which does not exist`)
    if (!(await mayWrite(parent)) || !takesFiles(parent))
      throw refuse(`it is a link, and nothing can be made in the folder ${tildePath(parent)}`)
  }
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
  sweepFolder(dirname(file))
  const {length} = kubeconfigFiles(named)
  return length > 1 ? `${tildePath(file)}, of the ${length} files in KUBECONFIG` : tildePath(file)
}

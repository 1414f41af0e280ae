import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {fullDisk} from '../../errors/known/index.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {tildePath} from '../paths.ts'
import {behindLinks} from './files.ts'
import {makeFolderIn} from './own-folder.ts'

/** What the system says where there is no room. */
export const NO_ROOM: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT']

/** The failure of a kubeconfig that cannot be used. */
export const notUsable = (file: string, why: string, cause?: unknown): KubiaError =>
  new KubiaError('KUBECONFIG_INVALID', `the kubeconfig ${file} cannot be used: ${why}`, {
    fix: ['mend the file, or name another: --kubeconfig FILE'],
    cause,
  })

/** The failure of a kubeconfig that cannot be written. */
export const notWritable = (file: string, why: string, cause?: unknown): KubiaError =>
  new KubiaError('KUBECONFIG_INVALID', `the kubeconfig ${tildePath(file)} cannot be written: ${why}`, {
    fix: ['name a file that you may write: --kubeconfig FILE'],
    cause,
  })

/** A failure of the file system at a kubeconfig; any other one stays what it is. */
export const writeFailure = (file: string, error: unknown): unknown => {
  const {code, message} = error as NodeJS.ErrnoException
  if (error instanceof KubiaError || code === undefined) return error
  if (!NO_ROOM.includes(code)) return notWritable(file, message, error)
  const failure = fullDisk(file)
  return new KubiaError('DISK_FULL', failure.message, {fix: failure.fix, cause: error})
}

const syncFolder = (folder: string): void => {
  const opened = openSync(folder, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

const writeNew = (path: string, text: string, mode: number): void => {
  writeFileSync(path, text, {mode, flag: 'wx', flush: true})
  // The mask of this process takes nothing from what the file had.
  chmodSync(path, mode)
}

/** Whether another file can take a file's place: not one with a second name, nor one whose owner cannot be given. */
const takeOver = (path: string, before: Stats | undefined): boolean => {
  if (before === undefined) return true
  if (before.nlink > 1) return false
  const {uid, gid} = statSync(path)
  if (uid === before.uid && gid === before.gid) return true
  try {
    chownSync(path, before.uid, before.gid)
    return true
  } catch {
    return false
  }
}

/** Writes over a file without emptying it first; a copy of what it is to be is beside it. */
const writeOver = (file: string, text: string): void => {
  const opened = openSync(file, 'r+')
  try {
    const bytes = Buffer.from(text)
    for (let done = 0; done < bytes.length; ) done += writeSync(opened, bytes, done, bytes.length - done, done)
    ftruncateSync(opened, bytes.length)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/** What rename says of a file that is mounted by itself, as into a container. */
const MOUNTED: readonly (string | undefined)[] = ['EBUSY', 'EXDEV']

/**
 * Writes a kubeconfig whole: to a file beside it, which then takes its place, so that no moment and no full disk leaves
 * half of it. Mode, owner and links stay. A new one is for its owner alone (0600), its folder as kubectl makes it.
 * @throws KubiaError DISK_FULL, KUBECONFIG_INVALID
 */
export const writeKubeconfig = (named: string, text: string): void => {
  let own: string | undefined
  try {
    const file = behindLinks(named) ?? named
    const folder = dirname(file)
    if (file === named) mkdirSync(folder, {recursive: true})
    own = makeFolderIn(folder)
    const before = statSync(file, {throwIfNoEntry: false})
    // By another name than the file's own while it is not whole: what a killed run leaves by that one is given back.
    const part = join(own, `${basename(file)}.part`)
    writeNew(part, text, (before?.mode ?? 0o600) & 0o777)
    if (takeOver(part, before)) {
      try {
        renameSync(part, file)
        return syncFolder(folder)
      } catch (error) {
        if (!MOUNTED.includes((error as NodeJS.ErrnoException).code)) throw error
      }
    }
    renameSync(part, join(own, basename(file)))
    writeOver(file, text)
  } catch (error) {
    throw writeFailure(named, error)
  } finally {
    if (own !== undefined) rmSync(own, {recursive: true, force: true})
  }
}

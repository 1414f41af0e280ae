import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {fullDisk} from '../../errors/known/index.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {CommandFailed} from '../exec.ts'
import {isPidFree} from '../processes.ts'
import {kubeconfigFiles} from './files.ts'
import {whileLocked} from './lock.ts'

/** A file as it was before an edit. */
interface Kept {
  /** The file behind all symbolic links. */
  file: string
  /** Its copy, alone in a folder beside it; undefined where there was no file. */
  copy: string | undefined
}

const NO_ROOM: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT']

const sizeOf = (path: string): number | undefined => statSync(path, {throwIfNoEntry: false})?.size

/** Folders of ours beside kubeconfigs: `.kubia-PID-…`. */
const OURS = /^\.kubia-(\d+)-/

/** Makes a folder of this run's in another one. @throws the file system's error */
export const makeFolderIn = (folder: string): string => mkdtempSync(join(folder, `.kubia-${process.pid}-`))

/** Removes from a folder what killed runs have left there; an emptied kubeconfig gets the copy back that they held. */
export const sweepFolder = (folder: string): void => {
  try {
    for (const name of readdirSync(folder)) {
      const pid = OURS.exec(name)?.[1]
      if (pid === undefined || !isPidFree(Number(pid))) continue
      for (const copied of readdirSync(join(folder, name)))
        if (sizeOf(join(folder, copied)) === 0) renameSync(join(folder, name, copied), join(folder, copied))
      rmSync(join(folder, name), {recursive: true, force: true})
    }
  } catch {
    // A folder that may be written but not listed, or another run that sweeps too: nothing here is in anybody's way.
  }
}

/** Copies a file into a folder beside it, for its owner alone. @throws KubiaError DISK_FULL where that needs more room than there is */
const keep = (path: string): Kept | undefined => {
  if (sizeOf(path) === undefined) return {file: path, copy: undefined}
  const file = realpathSync(path)
  const folder = dirname(file)
  sweepFolder(folder)
  let own: string | undefined
  try {
    own = makeFolderIn(folder)
    const copy = join(own, file.slice(folder.length).replace(/^\//, ''))
    copyFileSync(file, copy)
    const {mode, uid, gid} = statSync(file)
    chmodSync(copy, mode & 0o777)
    if (process.getuid?.() === 0) chownSync(copy, uid, gid)
    return {file, copy}
  } catch (error) {
    if (own !== undefined) rmSync(own, {recursive: true, force: true})
    const {code} = error as NodeJS.ErrnoException
    // Where no copy can be made for another reason, no lock can be made either: no program edits this file.
    if (!NO_ROOM.includes(code)) return undefined
    const {message, fix} = fullDisk(file)
    throw new KubiaError('DISK_FULL', message, {fix, cause: error})
  }
}

/** Whether a failed edit found no room. */
const foundNoRoom = (error: unknown): boolean =>
  (error instanceof KubiaError && error.code === 'DISK_FULL') ||
  (error instanceof CommandFailed && /no space left on device|disk quota exceeded/.test(error.result.stderr))

/** Gives a file back that a failed edit has cut off. */
const giveBack = ({file, copy}: Kept, error: unknown): void => {
  if (sizeOf(file) !== 0 && !foundNoRoom(error)) return
  if (copy === undefined) rmSync(file, {force: true})
  else if (!readFileSync(copy).equals(readFileSync(file))) renameSync(copy, file)
}

const forget = ({copy}: Kept): void => {
  if (copy !== undefined) rmSync(dirname(copy), {recursive: true, force: true})
}

/**
 * Has another program edit the kubeconfig, and keeps what was in it: kind and kubectl empty the file before they write it
 * anew (os.WriteFile in both), so on a full disk all contexts in it would be gone (seen with kind v0.33). The copy
 * beside it needs no more room to take its place.
 * @param named the kubeconfig that was named; undefined: those that kubectl would use
 * @throws KubiaError DISK_FULL, before anything is edited, where there is no room for a copy; and what the edit throws
 */
export const keepKubeconfig = async <T>(named: string | undefined, edit: () => Promise<T>): Promise<T> => {
  const kept: Kept[] = []
  try {
    for (const path of kubeconfigFiles(named)) {
      const one = keep(path)
      if (one) kept.push(one)
    }
    return await edit()
  } catch (error) {
    for (const one of kept) giveBack(one, error)
    throw error
  } finally {
    for (const one of kept) forget(one)
  }
}

/**
 * `keepKubeconfig`, and does the edit again while another program has the file locked.
 * @throws KubiaError KUBECONFIG_LOCKED after the waiting was in vain; and as `keepKubeconfig`
 */
export const editKubeconfig = <T>(named: string | undefined, edit: () => Promise<T>): Promise<T> =>
  whileLocked(() => keepKubeconfig(named, edit))

import {chmodSync, chownSync, copyFileSync, readFileSync, renameSync, rmSync, statSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {HOST_FAILURES, KUBECONFIG_FAILURES, recognise} from '../../errors/known/index.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {CommandFailed, type ExecOptions} from '../exec.ts'
import {behindLinks, kubeconfigFiles} from './files.ts'
import {clearDeadLocks, endUnderLock, takeLocks, whileLocked} from './lock.ts'
import {makeFolderIn, sizeOf, sweepFolder} from './own-folder.ts'
import {NO_ROOM, writeFailure} from './write.ts'

/** A file as it was before an edit. */
interface Kept {
  /** The file as it was named, by which it is locked. */
  named: string
  /** The file behind all symbolic links. */
  file: string
  /** Its copy, alone in a folder beside it; undefined where there was no file. */
  copy: string | undefined
}

/** Copies a file into a folder beside it, for its owner alone. @throws KubiaError DISK_FULL where that needs more room than there is */
const keep = (named: string): Kept | undefined => {
  const file = behindLinks(named) ?? named
  if (sizeOf(file) === undefined) return {named, file, copy: undefined}
  const folder = dirname(file)
  sweepFolder(folder)
  let own: string | undefined
  try {
    own = makeFolderIn(folder)
    const copy = join(own, basename(file))
    copyFileSync(file, copy)
    const {mode, uid, gid} = statSync(file)
    chmodSync(copy, mode & 0o777)
    if (process.getuid?.() === 0) chownSync(copy, uid, gid)
    return {named, file, copy}
  } catch (error) {
    if (own !== undefined) rmSync(own, {recursive: true, force: true})
    // Where no copy can be made for another reason, no lock can be made either: no program edits this file.
    if (!NO_ROOM.includes((error as NodeJS.ErrnoException).code)) return undefined
    throw writeFailure(file, error)
  }
}

/** Whether a failed edit found no room. */
const foundNoRoom = (error: unknown): boolean => {
  const failure =
    error instanceof CommandFailed ? recognise(error.result.stderr, [...KUBECONFIG_FAILURES, ...HOST_FAILURES]) : error
  return failure instanceof KubiaError && failure.code === 'DISK_FULL'
}

/**
 * Whether a file is the beginning of one that did not fit on the disk. kind writes all of it in the order of the keys,
 * with `users` last and a line end: what another program has written whole meanwhile is not given up for a copy.
 */
const isCutOff = (text: string): boolean =>
  text === '' || !(text.endsWith('\n') && /^(?:users:|.*"users":)/m.test(text))

/** Gives a file back that a failed edit has emptied or cut off, while nobody else writes it. */
const giveBack = async ({named, file, copy}: Kept, error: unknown): Promise<void> => {
  const noRoom = foundNoRoom(error)
  if (sizeOf(file) !== 0 && !noRoom) return
  const held = await takeLocks([named])
  try {
    const text = sizeOf(file) === undefined ? undefined : readFileSync(file, 'utf8')
    if (text === undefined || !(text === '' || (noRoom && isCutOff(text)))) return
    if (copy === undefined) rmSync(file, {force: true})
    else renameSync(copy, file)
  } finally {
    held.release()
  }
}

const forget = ({copy}: Kept): void => {
  if (copy !== undefined) rmSync(dirname(copy), {recursive: true, force: true})
}

/** How long a kind that is to end may hold the kubeconfig's lock, in ms: it edits it in a few. */
const END_WAIT_MS = 1000

/** Has a program edit the kubeconfig. @param options those that the program must be run with */
type Edit<T> = (options: Required<Pick<ExecOptions, 'ending'>>) => Promise<T>

/**
 * Has kind edit the kubeconfig, and keeps what was in it: kind empties the file before it writes it again (os.WriteFile),
 * so on a full disk all contexts in it would be gone (seen with kind v0.33). The copy beside it needs no more room to
 * take its place.
 * @param named the kubeconfig that was named; undefined: those that kind would use
 * @throws KubiaError DISK_FULL, before anything is edited, where there is no room for a copy; and what the edit throws
 */
export const keepKubeconfig = async <T>(named: string | undefined, edit: Edit<T>): Promise<T> => {
  const kept = new Set<Kept>()
  const files = kubeconfigFiles(named)
  clearDeadLocks(files)
  try {
    for (const path of files) {
      const one = keep(path)
      if (one) kept.add(one)
    }
    return await edit({ending: end => endUnderLock(files, end, {waitMs: END_WAIT_MS})})
  } catch (error) {
    // Where one cannot be given back now, its copy stays for the next run.
    for (const one of kept) await giveBack(one, error).catch(() => kept.delete(one))
    throw error
  } finally {
    for (const one of kept) forget(one)
  }
}

/**
 * `keepKubeconfig`, and does the edit again while another program has the file locked.
 * @throws KubiaError KUBECONFIG_LOCKED after the waiting was in vain; and as `keepKubeconfig`
 */
export const keepWhileLocked = <T>(named: string | undefined, edit: Edit<T>): Promise<T> =>
  whileLocked(() => keepKubeconfig(named, edit))

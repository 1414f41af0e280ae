import {randomUUID} from 'node:crypto'
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import {dirname, resolve} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {makeFolders} from '../process/folders.ts'
import {tildePath} from '../process/paths.ts'
import {readFileBounded} from '../process/read-file.ts'

/** A file as it was read: what an edit is checked against before it is written. */
export interface FileSnapshot {
  /** The path as it was given. */
  path: string
  /** The file behind all symbolic links; it need not exist. */
  target: string
  /** Undefined where there is no file. */
  bytes: Buffer | undefined
}

/** As many links in a row as Linux follows (MAXSYMLINKS in the kernel's namei.h). */
const MAX_LINKS = 40

const missing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** The stat of a path without following a last link; undefined where nothing is. */
const look = (path: string): Stats | undefined => lstatSync(path, {throwIfNoEntry: false})

/** Follows symbolic links to the file they lead to, also where that does not exist. */
const followLinks = (path: string): string => {
  let target = resolve(path)
  for (let links = 0; look(target)?.isSymbolicLink(); links++) {
    if (links > MAX_LINKS) throw unwritable(path, 'its symbolic links lead in a circle')
    target = resolve(dirname(target), readlinkSync(target))
  }
  return target
}

export const unwritable = (path: string, why: string, cause?: unknown): KubiaError =>
  new KubiaError('SHELL_FILE_UNWRITABLE', `${tildePath(path)} cannot be written: ${why}`, {cause})

/** Reads a file through all symbolic links. @throws KubiaError SHELL_FILE_UNWRITABLE where it is no regular file or unreadable */
export const readSnapshot = (path: string): FileSnapshot => {
  try {
    const target = followLinks(path)
    const stat = statSync(target, {throwIfNoEntry: false})
    if (stat && !stat.isFile()) throw unwritable(path, 'it is not a regular file')
    return {path, target, bytes: stat ? readFileBounded(target) : undefined}
  } catch (error) {
    throw error instanceof KubiaError ? error : unwritable(path, (error as Error).message, error)
  }
}

const readIfThere = (path: string): Buffer | undefined => {
  try {
    return readFileBounded(path)
  } catch (error) {
    if (missing(error)) return undefined
    throw error
  }
}

/** Someone else's edit between our reading and our writing must not be lost. */
const refuseChanged = ({path, target, bytes}: FileSnapshot): void => {
  const now = readIfThere(target)
  const same = now === undefined || bytes === undefined ? now === bytes : now.equals(bytes)
  if (!same) {
    throw new KubiaError('SHELL_FILE_CHANGED', `${tildePath(path)} was changed by another program just now`, {
      fix: ['run the command again'],
      left: 'the file was left as it is',
    })
  }
}

const mayWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const writeAll = (file: number, bytes: Buffer): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
  ftruncateSync(file, bytes.length)
  fsyncSync(file)
}

/** Keeps hard links, and works where only the file may be written, not its folder. */
const writeInPlace = (target: string, bytes: Buffer): void => {
  const file = openSync(target, 'r+')
  try {
    writeAll(file, bytes)
  } finally {
    closeSync(file)
  }
}

/** Readers see the old file or the new one, never a part. Mode and owner stay. */
const replace = (target: string, bytes: Buffer, like: Stats | undefined): void => {
  const temporary = `${target}.kubia-${randomUUID()}`
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeAll(file, bytes)
    if (like) fchownSync(file, like.uid, like.gid)
    // After the change of owner: that clears set-id bits.
    fchmodSync(file, like ? like.mode & 0o7777 : 0o666 & ~process.umask())
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, {force: true})
    throw error
  } finally {
    closeSync(file)
  }
}

const ownsAs = (stat: Stats): boolean => process.getuid?.() === 0 || process.getuid?.() === stat.uid

/** The folders that are missing on the way to a path, outermost first. */
const missingFolders = (folder: string): string[] =>
  statSync(folder, {throwIfNoEntry: false}) ? [] : [...missingFolders(dirname(folder)), folder]

/**
 * Writes new content to a file that was read before, whole or not at all. Symbolic links stay, also dangling ones;
 * mode and owner stay; a hard link, and a file of another owner, is written in place.
 * @param bytes undefined removes the file
 * @throws KubiaError SHELL_FILE_CHANGED where the file is not as it was read; SHELL_FILE_UNWRITABLE
 */
export const writeSnapshot = (snapshot: FileSnapshot, bytes: Buffer | undefined): void => {
  const {path, target} = snapshot
  try {
    refuseChanged(snapshot)
    if (bytes === undefined) return rmSync(target, {force: true})
    const stat = statSync(target, {throwIfNoEntry: false})
    // rename() succeeds on a file that may not be written, so it is asked first.
    if (stat && !mayWrite(target)) throw unwritable(path, 'it is read-only')
    const folders = stat ? [] : missingFolders(dirname(target))
    makeFolders(dirname(target))
    if (stat && (stat.nlink > 1 || !ownsAs(stat) || !mayWrite(dirname(target)))) return writeInPlace(target, bytes)
    replace(target, bytes, stat)
    const home = stat ? undefined : statSync(dirname(folders[0] ?? target))
    // Run as root for somebody else: what is made belongs to whom the folder belongs.
    if (home && process.getuid?.() === 0) for (const made of [...folders, target]) chownSync(made, home.uid, home.gid)
  } catch (error) {
    if (error instanceof KubiaError) throw error
    throw unwritable(path, (error as Error).message, error)
  }
}

import {closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'
import {readFileBounded} from './read-file.ts'

/** What a file system answers that cannot write a folder's entries out on demand (fsync(2)). */
const NO_FOLDER_SYNC: readonly string[] = ['EINVAL', 'ENOTSUP', 'EBADF', 'EISDIR']

/** Writes a folder's entries to the disk: until then a crash of the machine may take a rename back. */
const syncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } catch (error) {
    if (!NO_FOLDER_SYNC.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes a file whole or not at all, mode 0600, and so that it survives a crash of the machine: the text is on the disk
 * before its name leads to it, and the name is on the disk when this returns. The folder must exist. A run that is
 * killed in between leaves `FILE.PID`.
 * @throws the file system's error; what was there before is then as it was
 */
export const writeWhole = (file: string, text: string): void => {
  const temporary = `${file}.${process.pid}`
  try {
    const descriptor = openSync(temporary, 'w', 0o600)
    try {
      writeFileSync(descriptor, text)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, file)
  } catch (error) {
    removeIfPossible(temporary)
    throw error
  }
  syncFolder(dirname(file))
}

const removeIfPossible = (file: string): void => {
  try {
    rmSync(file, {force: true})
  } catch {
    // The failure before this one says more: what cannot be removed was never there.
  }
}

/**
 * The JSON of a file; undefined where there is none, where a folder, a link or a pipe has its name, and where it cannot be read
 * or parsed: one damaged file does not keep the others from being read.
 * @throws the file system's error where the file's folder cannot be looked into
 */
export const readJsonFile = (file: string): unknown => {
  if (!lstatSync(file, {throwIfNoEntry: false})?.isFile()) return undefined
  try {
    return JSON.parse(readFileBounded(file).toString())
  } catch {
    return undefined
  }
}

import {mkdtempSync, readdirSync, renameSync, rmSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {isPidFree} from '../processes.ts'
import {tryLocks} from './lock.ts'

/** Folders of ours beside kubeconfigs: `.kubia-PID-…`. */
const OURS = /^\.kubia-(\d+)-/

/** Makes a folder of this run's in another one. @throws the file system's error */
export const makeFolderIn = (folder: string): string => mkdtempSync(join(folder, `.kubia-${process.pid}-`))

/** The size of a file in bytes; undefined where there is none. */
export const sizeOf = (path: string): number | undefined => statSync(path, {throwIfNoEntry: false})?.size

/** Gives a copy back to a file that is empty, unless another program is about to write it. @returns whether that is settled */
const giveBack = (copy: string, file: string): boolean => {
  if (sizeOf(file) !== 0) return true
  const held = tryLocks([file])
  if (typeof held === 'string') return false
  try {
    if (sizeOf(file) === 0) renameSync(copy, file)
    return true
  } finally {
    held.release()
  }
}

/** Removes from a folder what killed runs have left there; an emptied kubeconfig gets the copy back that they held. */
export const sweepFolder = (folder: string): void => {
  try {
    for (const name of readdirSync(folder)) {
      const pid = OURS.exec(name)?.[1]
      if (pid === undefined || !isPidFree(Number(pid))) continue
      const settled = readdirSync(join(folder, name)).map(copy =>
        giveBack(join(folder, name, copy), join(folder, copy)),
      )
      if (!settled.includes(false)) rmSync(join(folder, name), {recursive: true, force: true})
    }
  } catch {
    // A folder that may be written but not listed, or another run that sweeps too: nothing here is in anybody's way.
  }
}

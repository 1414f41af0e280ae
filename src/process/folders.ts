import {mkdirSync, statSync} from 'node:fs'
import {dirname} from 'node:path'

const isThere = (path: string): boolean => statSync(path, {throwIfNoEntry: false}) !== undefined

/** The path itself, or the nearest one above it that exists. */
export const nearestFolder = (path: string): string => {
  const parent = dirname(path)
  return parent === path || isThere(path) ? path : nearestFolder(parent)
}

/**
 * Makes a folder and those above it that are missing, each 0700. Step by step, because Node's own recursive mkdir
 * never ends where a folder cannot be made in an existing one, as below /proc (seen with Node 24).
 * @throws the file system's error
 */
export const makeFolders = (path: string): void => {
  if (isThere(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolders(parent)
  try {
    mkdirSync(path, {mode: 0o700})
  } catch (error) {
    // Another run may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

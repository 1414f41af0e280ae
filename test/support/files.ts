import {readdirSync} from 'node:fs'
import {join, relative} from 'node:path'

/** The files in a folder and in those below it, by their paths from there. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => !entry.isDirectory())
    .map(({parentPath, name}) => relative(folder, join(parentPath, name)))
    .sort()

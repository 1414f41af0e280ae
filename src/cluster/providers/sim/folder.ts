import {closeSync, existsSync, openSync, readdirSync, readSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {stateDirectory} from '../../../process/paths.ts'
import {type Description, parseDescription, StateError} from '../../../sim/description/description.ts'
import {type ProcessRecord, readProcessFile} from '../../../sim/description/process-file.ts'

/** More than a description has, in bytes. */
const MAX_DESCRIPTION = 64 * 1024

const parent = (): string => join(stateDirectory(), 'sim')

/** Where everything of a simulated cluster is kept. */
export const simFolder = (name: string): string => join(parent(), name)

/** The names of all simulated clusters that have a folder. */
export const simNames = (): string[] => (existsSync(parent()) ? readdirSync(parent()).sort() : [])

/** @returns undefined where the file has no whole line. @throws what the file system throws */
const readFirstLine = (file: string): string | undefined => {
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(MAX_DESCRIPTION)
    const text = buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, MAX_DESCRIPTION, 0))
    const end = text.indexOf('\n')
    return text === '' ? '' : end < 0 ? undefined : text.slice(0, end)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * A cluster's description; undefined where there is none: its creation was killed, or its state was removed.
 * @throws StateError where its state is damaged, cannot be read, or was written by a newer kubia
 */
export const readDescription = (name: string): Description | undefined => {
  const file = join(simFolder(name), 'state.jsonl')
  try {
    return parseDescription(readFirstLine(file), file)
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw error instanceof StateError ? error : new StateError(`${file} cannot be read: ${message}`)
  }
}

/** The process that a cluster runs in, or last ran in. */
export const readProcess = (name: string): ProcessRecord | undefined =>
  readProcessFile(join(simFolder(name), 'process.json'))

/** When a folder was made, RFC 3339: all that is known of a cluster that was never finished. */
export const folderMadeAt = (name: string): string => statSync(simFolder(name)).birthtime.toISOString()

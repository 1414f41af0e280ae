import {closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync} from 'node:fs'
import {basename, join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import {makeFolders} from './folders.ts'
import {stateDirectory, tildePath} from './paths.ts'

/** Folders of earlier runs that are kept; older ones are removed when a new one is made. */
const KEPT_RUNS = 20
/** Output of one command beyond this many characters is cut in the log. */
const MAX_OUTPUT = 256 * 1024

/** The record of one run: every command with its output, in `logs/<time>/run.log` under the state directory. */
export interface RunLog {
  /** The run's folder; other evidence of the run goes there too. */
  readonly directory: string
  /** Appends text under a time stamp. Never throws: a full disk must not stop the clean-up of a run. */
  write(text: string): void
  close(): void
}

const stamp = (date: Date): string =>
  date
    .toISOString()
    .replaceAll(/[-:]|\..*/g, '')
    .replace('T', '-')

/** Makes the folder `name`, or `name-2`, `name-3` … where several runs start in one second. */
const makeFolder = (parent: string, name: string): string => {
  for (let attempt = 1; ; attempt++) {
    const directory = join(parent, attempt === 1 ? name : `${name}-${attempt}`)
    try {
      mkdirSync(directory, {mode: 0o700})
      return directory
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 100) throw error
    }
  }
}

/** Removes the oldest runs, but not the one that has just begun: its clock may be behind theirs. */
const removeOldRuns = (parent: string, own: string): void => {
  const runs = readdirSync(parent)
    .filter(name => /^\d{8}-\d{6}(-\d+)?$/.test(name) && name !== own)
    .sort()
  for (const name of runs.slice(0, 1 - KEPT_RUNS)) rmSync(join(parent, name), {recursive: true, force: true})
}

/**
 * Opens the log of a new run; its folder is 0700, the file 0600.
 * @throws KubiaError STATE_UNWRITABLE where the state directory cannot be written.
 */
export const openRunLog = (now = new Date()): RunLog => {
  const parent = join(stateDirectory(), 'logs')
  let directory: string
  let file: number | undefined
  try {
    makeFolders(parent)
    directory = makeFolder(parent, stamp(now))
    file = openSync(join(directory, 'run.log'), 'wx', 0o600)
    removeOldRuns(parent, basename(directory))
  } catch (error) {
    throw new KubiaError('STATE_UNWRITABLE', `${tildePath(parent)} cannot be written: ${(error as Error).message}`, {
      fix: [{command: 'export XDG_STATE_HOME=/a/folder/that/you/may/write'}],
      cause: error,
    })
  }
  return {
    directory,
    write(text) {
      if (file === undefined) return
      const cut = text.length > MAX_OUTPUT ? `${text.slice(0, MAX_OUTPUT)}\n… cut after ${MAX_OUTPUT} characters` : text
      try {
        writeSync(file, `${new Date().toISOString()} ${cut.trimEnd()}\n`)
      } catch {
        // The log is a record of the run, not its purpose: the run goes on without it.
      }
    },
    close() {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

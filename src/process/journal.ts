import {closeSync, constants, ftruncateSync, openSync, readFileSync, rmSync, writeSync} from 'node:fs'
import {identify, type ProcessIdentity} from './processes.ts'

/** A program that a run started, leader of a process group of its own. */
export interface JournaledChild extends ProcessIdentity {
  program: string
}

type Line = {started: JournaledChild} | {ended: number}

/** What a run has under way, on disk, so that a run after it can end what outlived it. */
export interface Journal {
  started(pid: number, program: string): void
  ended(pid: number): void
  /** Ends the journal and removes its file. */
  close(): void
}

/**
 * Opens the journal of this run, a line for each child that starts or ends; the file is 0600. It is written at once, by
 * the call that starts the child, and never held back. @throws the file system's error where it can't be made
 */
export const openJournal = (file: string): Journal => {
  // Appending, because a write after the file was emptied must begin at its new end.
  const {O_APPEND, O_CREAT, O_TRUNC, O_WRONLY} = constants
  const descriptor = openSync(file, O_APPEND | O_CREAT | O_TRUNC | O_WRONLY, 0o600)
  const living = new Set<number>()
  let open = true
  const write = (line: Line): void => {
    if (!open) return
    try {
      // Where nothing is under way, nothing need be known: the file stays small however long the run takes.
      if (living.size === 0) ftruncateSync(descriptor, 0)
      else writeSync(descriptor, `${JSON.stringify(line)}\n`, null)
    } catch {
      // A disk that is full by now must not stop the run: it has ended its children so far, and it will end this one.
    }
  }
  return {
    started(pid, program) {
      living.add(pid)
      write({started: {...identify(pid), program}})
    },
    ended(pid) {
      living.delete(pid)
      write({ended: pid})
    },
    close() {
      if (!open) return
      open = false
      closeSync(descriptor)
      rmSync(file, {force: true})
    },
  }
}

/** A line of a journal; the last one may be cut off, where the run was killed while it wrote. */
const readLine = (text: string): Line | undefined => {
  try {
    return JSON.parse(text) as Line
  } catch {
    return undefined
  }
}

/** What the run of a journal had under way when it ended; nothing where there is no journal. */
export const readJournal = (file: string): JournaledChild[] => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const living = new Map<number, JournaledChild>()
  for (const line of text.split('\n').map(readLine)) {
    if (line && 'started' in line) living.set(line.started.pid, line.started)
    else if (line && 'ended' in line) living.delete(line.ended)
  }
  return [...living.values()]
}

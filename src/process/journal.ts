import {randomBytes} from 'node:crypto'
import {closeSync, constants, ftruncateSync, openSync, rmSync, writeSync} from 'node:fs'
import {isRecord} from './answer.ts'
import type {ChildWatch} from './exec.ts'
import {findByVariable, identify, type ProcessIdentity} from './processes.ts'
import {readFileBounded} from './read-file.ts'

/** A program that a run started, leader of a process group of its own. */
export interface JournaledChild extends ProcessIdentity {
  program: string
}

/** `token` names a child from before it has a pid. */
type Line =
  | {starting: {token: string; program: string}}
  | {started: {token: string} & ProcessIdentity}
  | {ended: {token: string}}

/** The variable in a child's environment that has its token. */
const VARIABLE = 'KUBIA_CHILD'

/** What a run has under way, on disk, so that a run after it can end what outlived it. */
export interface Journal {
  /** Writes down that a program is about to start. */
  starting(program: string): ChildWatch
  /** Ends the journal and removes its file. */
  close(): void
}

/**
 * Opens the journal of this run; the file is 0600. Each child is written down before it starts, by a token that it has
 * in its environment, then with its pid and start time, and at its end. Nothing is held back.
 * @throws the file system's error where the file cannot be made
 */
export const openJournal = (file: string): Journal => {
  // Appending, because a write after the file was emptied must begin at its new end.
  const {O_APPEND, O_CREAT, O_TRUNC, O_WRONLY} = constants
  const descriptor = openSync(file, O_APPEND | O_CREAT | O_TRUNC | O_WRONLY, 0o600)
  const living = new Set<string>()
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
    starting(program) {
      const token = randomBytes(12).toString('hex')
      living.add(token)
      write({starting: {token, program}})
      return {
        env: {[VARIABLE]: token},
        started: pid => write({started: {token, ...identify(pid)}}),
        ended: () => {
          living.delete(token)
          write({ended: {token}})
        },
      }
    },
    close() {
      if (!open) return
      open = false
      closeSync(descriptor)
      rmSync(file, {force: true})
    },
  }
}

const isOfChild = (value: unknown): boolean => isRecord(value) && typeof value['token'] === 'string'

/** A line of a journal; the last one may be cut off, where the run was killed while it wrote. Other lines are passed over. */
const readLine = (text: string): Line | undefined => {
  try {
    const line: unknown = JSON.parse(text)
    return isRecord(line) && [line['starting'], line['started'], line['ended']].some(isOfChild)
      ? (line as unknown as Line)
      : undefined
  } catch {
    return undefined
  }
}

const readText = (file: string): string => {
  try {
    return readFileBounded(file).toString()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/**
 * What the run of a journal had under way when it ended; nothing where there is no journal. A run that was killed just
 * between a child's start and the note of its pid has its child looked for by the token.
 */
export const readJournal = (file: string): JournaledChild[] => {
  const living = new Map<string, {program: string} & Partial<ProcessIdentity>>()
  for (const line of readText(file).split('\n').map(readLine)) {
    if (!line) continue
    if ('starting' in line) living.set(line.starting.token, {program: line.starting.program})
    else if ('ended' in line) living.delete(line.ended.token)
    else {
      const {token, pid, startTime} = line.started
      living.set(token, {program: living.get(token)?.program ?? '', pid, startTime})
    }
  }
  return [...living].flatMap(([token, {program, pid, startTime}]) => {
    const identity = pid === undefined ? findByVariable(VARIABLE, token) : {pid, startTime: startTime ?? ''}
    return identity ? [{...identity, program}] : []
  })
}

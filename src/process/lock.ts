import {linkSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Exec} from './exec.ts'
import {identifySelf, isSameAlive, type ProcessIdentity} from './processes.ts'
import {readFileBounded} from './read-file.ts'

const POLL_MS = 250
/** How old the lock of a take-over may be, and how long to wait after a try, in ms. */
const TAKEOVER_STALE_MS = 5000
const TAKEOVER_PAUSE_MS = 10

/** Who holds a lock. */
export interface LockHolder extends ProcessIdentity {
  /** What it does: `up`, `down`. */
  command: string
  /** When it took the lock, RFC 3339. */
  since: string
}

const readText = (file: string): string | undefined => {
  try {
    return readFileBounded(file).toString()
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'EFBIG') return '' // It counts as a lock that names no process.
    throw error
  }
}

const readHolder = (text: string): LockHolder | undefined => {
  try {
    return (JSON.parse(text) as LockHolder | null) ?? undefined
  } catch {
    return undefined
  }
}

const isAlive = async (holder: LockHolder | undefined, exec: Exec): Promise<boolean> =>
  holder !== undefined && isSameAlive(holder, exec)

/** Who holds a lock, and whether that process lives; undefined where there is no lock. */
export const lookAtLock = async (
  file: string,
  exec: Exec,
): Promise<{holder: LockHolder | undefined; alive: boolean} | undefined> => {
  const text = readText(file)
  if (text === undefined) return undefined
  const holder = readHolder(text)
  return {holder, alive: await isAlive(holder, exec)}
}

/** Takes the lock in one step: a link to a finished file, so that nobody ever reads half a holder. */
const tryTake = (file: string, holder: LockHolder): boolean => {
  const own = `${file}.${holder.pid}`
  writeFileSync(own, JSON.stringify(holder), {mode: 0o600})
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(own, {force: true})
  }
}

/**
 * Removes the lock of a dead process. Two runs may find it at once, and the file they remove must be the one they
 * looked at: a number of a file system's may be given again at once, so its text is compared, under a lock of its own.
 */
export const removeDead = (file: string, text: string, own: LockHolder): void => {
  const takeover = `${file}.takeover`
  if (!tryTake(takeover, own)) {
    const age = Date.now() - (statSync(takeover, {throwIfNoEntry: false})?.mtimeMs ?? Date.now())
    // It is held for a few system calls: one that is older is of a run that was killed between them.
    if (age > TAKEOVER_STALE_MS) rmSync(takeover, {force: true})
    return
  }
  try {
    if (readText(file) === text) rmSync(file, {force: true})
  } finally {
    rmSync(takeover, {force: true})
  }
}

/** Removes a lock whose process is gone; one of a living process stays. */
export const clearDeadLock = async (file: string, exec: Exec): Promise<void> => {
  const text = readText(file)
  if (text === undefined || (await isAlive(readHolder(text), exec))) return
  removeDead(file, text, {...identifySelf(), command: 'clear', since: new Date().toISOString()})
}

/** Given back twice, a lock would be that of the next run. */
const giveBackOnce = (file: string): (() => void) => {
  let held = true
  return () => {
    if (held) rmSync(file, {force: true})
    held = false
  }
}

export interface LockOptions {
  exec: Exec
  signal: AbortSignal
  /** What this run does: `up`, `down`. */
  command: string
  /** How long to wait for a lock that a living process holds, in ms. */
  waitMs: number
  /** Called, and waited for, once for each holder that is waited for. */
  onWait: (holder: LockHolder) => unknown
}

/**
 * Takes a lock file. One whose process is gone is taken over; one of a living process is waited for.
 * @returns a function that gives the lock back, or the holder where the waiting was in vain.
 * @throws the signal's reason when the run is aborted, and the file system's errors
 */
export const takeLock = async (
  file: string,
  {exec, signal, command, waitMs, onWait}: LockOptions,
): Promise<(() => void) | LockHolder> => {
  const deadline = performance.now() + waitMs
  let reportedHolder: string | undefined
  for (;;) {
    const own: LockHolder = {...identifySelf(), command, since: new Date().toISOString()}
    if (tryTake(file, own)) return giveBackOnce(file)
    const text = readText(file)
    if (text === undefined) continue
    const holder = readHolder(text)
    if (!(await isAlive(holder, exec))) {
      removeDead(file, text, own)
      await sleep(TAKEOVER_PAUSE_MS)
      continue
    }
    if (!holder) continue
    if (performance.now() > deadline) return holder
    if (reportedHolder !== holder.since) await onWait(holder)
    reportedHolder = holder.since
    await sleep(POLL_MS, undefined, {signal}).catch(() => signal.throwIfAborted())
  }
}

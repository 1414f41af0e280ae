import {existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Exec} from './exec.ts'

const POLL_MS = 250

/** Who holds a lock. */
export interface LockHolder {
  pid: number
  /** When that process started, in whatever unit the system tells; with the pid it names one process for good. */
  startTime: string
  /** What it does: `up`, `down`. */
  command: string
  /** When it took the lock, RFC 3339. */
  since: string
}

/**
 * When a process started; empty where there is none. A pid is given to a new process sooner or later, the two together
 * are not. Linux tells it in field 22 of /proc/PID/stat (proc(5)), other systems through ps.
 */
const startTimeOf = async (pid: number, exec: Exec): Promise<string> => {
  if (existsSync('/proc/self/stat')) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may hold blanks and parentheses; the fields go on behind the last one.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? '' : (fields[19] ?? '')
    } catch {
      return ''
    }
  }
  const {stdout} = await exec({program: 'ps', args: ['-o', 'lstart=', '-p', String(pid)]}, {allowFailure: true})
  return stdout.trim()
}

const readHolder = (file: string): LockHolder | undefined => {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as LockHolder | null) ?? undefined
  } catch {
    return undefined
  }
}

const isAlive = async (holder: LockHolder | undefined, exec: Exec): Promise<boolean> =>
  holder !== undefined && holder.startTime !== '' && (await startTimeOf(holder.pid, exec)) === holder.startTime

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

export interface LockOptions {
  exec: Exec
  signal: AbortSignal
  /** What this run does: `up`, `down`. */
  command: string
  /** How long to wait for a lock that a living process holds, in ms. */
  waitMs: number
  /** Told once for each holder that is waited for. */
  onWait: (holder: LockHolder) => void
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
  const {pid} = process
  const deadline = performance.now() + waitMs
  let told: string | undefined
  for (;;) {
    const own: LockHolder = {pid, startTime: await startTimeOf(pid, exec), command, since: new Date().toISOString()}
    if (tryTake(file, own)) return () => rmSync(file, {force: true})
    const seen = statSync(file, {throwIfNoEntry: false})
    const holder = readHolder(file)
    if (!(await isAlive(holder, exec))) {
      // Only the very file that was looked at is removed: another run may have taken the lock over meanwhile.
      if (seen && statSync(file, {throwIfNoEntry: false})?.ino === seen.ino) rmSync(file, {force: true})
      continue
    }
    if (!holder) continue
    if (performance.now() > deadline) return holder
    if (told !== holder.since) onWait(holder)
    told = holder.since
    await sleep(POLL_MS, undefined, {signal}).catch(() => signal.throwIfAborted())
  }
}

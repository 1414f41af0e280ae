import {closeSync, openSync, readFileSync, rmSync, statSync, writeSync} from 'node:fs'
import {hostname} from 'node:os'
import {resolve} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../../errors/kubia-error.ts'
import {type LockHolder, removeDead} from '../lock.ts'
import {tildePath} from '../paths.ts'
import {identifySelf, isPidFree} from '../processes.ts'
import {behindLinks} from './files.ts'

/**
 * How long a lock of the kubeconfig is waited for, in ms. kubectl and kind hold it for a few milliseconds and do not
 * wait for each other; one that is older is of a program that died.
 */
export const LOCK_WAIT_MS = 10_000
const POLL_MS = 500

const UNITS: readonly [number, string][] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
]

/** How old a file is, in its greatest unit: `3 h`. */
export const formatAge = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [size, unit] = UNITS.find(([unitSeconds]) => seconds >= unitSeconds) ?? [1, 's']
  return `${Math.floor(seconds / size)} ${unit}`
}

/** The failure of an edit that found a lock. @param age how old it is, in ms */
const lockedFailure = (lock: string, age: number): KubiaError => {
  const shown = tildePath(lock)
  const message =
    age < LOCK_WAIT_MS
      ? `${shown} exists: another program edits the kubeconfig, or one died while it did`
      : `${shown} is ${formatAge(age)} old: the program that edited the kubeconfig died while it did`
  return new KubiaError('KUBECONFIG_LOCKED', message, {
    facts: {lock},
    fix: [{command: ['rm', lock], comment: 'once no kind or kubectl is at work'}],
    keep: true,
  })
}

const ageOf = (lock: string): number => {
  const madeAt = statSync(lock, {throwIfNoEntry: false})?.mtimeMs
  return madeAt === undefined ? 0 : Math.max(0, Date.now() - madeAt)
}

/** The failure of another program after the waiting; a lock that is older than that is of a program that died. */
const stillLocked = (error: KubiaError): KubiaError => {
  const lock = error.details.facts?.lock
  return lock === undefined
    ? new KubiaError(error.code, error.message, {...error.details, keep: true})
    : lockedFailure(lock, ageOf(lock))
}

/**
 * Does something to the kubeconfig, and does it again while another program has it locked.
 * @throws what the attempt throws; KubiaError KUBECONFIG_LOCKED only after the waiting was in vain
 */
export const whileLocked = async <T>(attempt: () => Promise<T>, waitMs = LOCK_WAIT_MS): Promise<T> => {
  const deadline = performance.now() + waitMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof KubiaError && error.code === 'KUBECONFIG_LOCKED')) throw error
      if (performance.now() > deadline) throw stillLocked(error)
    }
    await sleep(POLL_MS)
  }
}

/** Where kubectl may not make a lock it edits nothing; a file that is only read needs none. */
const NOT_ALLOWED: readonly (string | undefined)[] = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR']

const own = (): LockHolder => ({...identifySelf(), command: 'kubeconfig', since: hostname()})

/** The locks of a file: the one beside its name, which kubectl and kind make, and beside what its links lead to. */
const locksOf = (file: string): string[] => [
  ...new Set([file, behindLinks(file) ?? file].map(path => `${resolve(path)}.lock`)),
]

/** Makes a lock, which says whose it is. @returns false where there is one already; undefined where none can be made */
const tryLock = (lock: string): boolean | undefined => {
  let made: number
  try {
    made = openSync(lock, 'wx', 0o600)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (NOT_ALLOWED.includes(code)) return undefined
    throw error
  }
  try {
    writeSync(made, JSON.stringify(own()))
  } catch {
    // On a full disk it says nothing, as those of kubectl and kind never do: it locks all the same.
  }
  closeSync(made)
  return true
}

/** Removes the lock of a kubia of this machine that was killed while it held it. */
const clearDead = (lock: string): void => {
  try {
    const text = readFileSync(lock, 'utf8')
    const {pid, since} = JSON.parse(text) as Partial<LockHolder>
    if (since === hostname() && pid !== undefined && isPidFree(pid)) removeDead(lock, text, own())
  } catch {
    // It is another program's, or gone.
  }
}

/** Removes the locks that killed runs of kubia have left at files: another program that edits one would wait in vain. */
export const clearDeadLocks = (files: readonly string[]): void => {
  for (const lock of files.flatMap(locksOf)) clearDead(lock)
}

/** Locks of files, held together. */
export interface HeldLocks {
  /** Whether a file may be written: its lock is held. */
  holds: (file: string) => boolean
  release: () => void
}

/** Takes the locks of files, all or none. @returns the lock that is in the way, where one is. @throws the file system's error */
export const tryLocks = (files: readonly string[]): HeldLocks | string => {
  const locks = [...new Set(files.flatMap(locksOf))].sort()
  const held = new Set<string>()
  const release = (): void => {
    for (const lock of held) rmSync(lock, {force: true})
    held.clear()
  }
  try {
    for (const lock of locks) {
      const taken = tryLock(lock)
      if (taken === false) {
        release()
        clearDead(lock)
        return lock
      }
      if (taken) held.add(lock)
    }
  } catch (error) {
    release()
    throw error
  }
  return {holds: file => held.has(`${resolve(file)}.lock`), release}
}

/** How often a lock of ours is tried for, in ms: others hold theirs for about as long. */
const OWN_POLL_MS = 20

export interface TakeOptions {
  /** Ends the waiting. */
  signal?: AbortSignal | undefined
  waitMs?: number
}

/**
 * Takes the locks of files as kubectl and kind do (client-go, `lockFile`: created exclusively), waiting for others'.
 * @throws KubiaError KUBECONFIG_LOCKED after the waiting was in vain; the signal's reason; the file system's error
 */
export const takeLocks = async (
  files: readonly string[],
  {signal, waitMs = LOCK_WAIT_MS}: TakeOptions = {},
): Promise<HeldLocks> => {
  const deadline = performance.now() + waitMs
  for (;;) {
    signal?.throwIfAborted()
    const taken = tryLocks(files)
    if (typeof taken !== 'string') return taken
    if (performance.now() > deadline) throw lockedFailure(taken, ageOf(taken))
    await sleep(OWN_POLL_MS * (1 + Math.random()), undefined, signal && {signal}).catch(() => signal?.throwIfAborted())
  }
}

/**
 * Ends a program that edits these files while it does not: it would leave its lock behind. A lock that cannot be taken
 * keeps nobody from ending it.
 * @throws the signal's reason, and what `end` throws
 */
export const endUnderLock = async (
  files: readonly string[],
  end: () => Promise<void>,
  options: TakeOptions = {},
): Promise<void> => {
  const held = await takeLocks(files, options).catch(() => options.signal?.throwIfAborted())
  try {
    await end()
  } finally {
    held?.release()
  }
}

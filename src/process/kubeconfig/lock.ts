import {statSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../../errors/kubia-error.ts'
import {quoteWord} from '../command.ts'
import {tildePath} from '../paths.ts'

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

/** The failure after the waiting: a lock that is still there, and older than the waiting, is of a program that died. */
const stillLocked = (error: KubiaError): KubiaError => {
  const lock = /^(.+?\.lock) exists: /.exec(error.message)?.[1]
  const madeAt = lock === undefined ? undefined : statSync(lock, {throwIfNoEntry: false})?.mtimeMs
  const age = madeAt === undefined ? 0 : Date.now() - madeAt
  const details = {...error.details, keep: true}
  if (lock === undefined || age < LOCK_WAIT_MS) return new KubiaError(error.code, error.message, details)
  const told = `${tildePath(lock)} is ${formatAge(age)} old: the program that edited the kubeconfig died while it did`
  return new KubiaError(error.code, told, {
    ...details,
    fix: [`rm ${quoteWord(lock)}     # once no kind or kubectl is at work`],
  })
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

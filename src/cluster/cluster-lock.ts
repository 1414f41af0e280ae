import {KubiaError} from '../errors/kubia-error.ts'
import {type LockHolder, takeLock} from '../process/lock.ts'
import type {Run} from '../process/run.ts'
import {lockFile, probeStateFolder} from './state.ts'

/** How long a run waits for another one at the same cluster, in ms: an `up` takes about that long. */
const WAIT_MS = 120_000

const describeHolder = ({pid, command, since}: LockHolder): string => {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000))
  return `another run (${command}, pid ${pid}) has been at work on it for ${seconds}s`
}

/**
 * Makes this run the only one at work on a cluster. Another living run is waited for, with a notice; the lock of a dead
 * one is taken over.
 * @returns a function that gives the lock back; the end of the run does so in any case.
 * @throws KubiaError CLUSTER_LOCKED when the other run takes too long, STATE_UNWRITABLE
 */
export const lockCluster = async (run: Run, name: string, command: string): Promise<() => void> => {
  probeStateFolder()
  const lock = await takeLock(lockFile(name), {
    exec: run.exec,
    signal: run.signal,
    command,
    waitMs: WAIT_MS,
    onWait: holder => run.note(`cluster ${name}: ${describeHolder(holder)}; waiting for it`),
  })
  if (typeof lock === 'function') {
    run.onClose(lock)
    return lock
  }
  throw new KubiaError('CLUSTER_LOCKED', `cluster ${name}: ${describeHolder(lock)}`, {
    next: `kubectl kubia ${command} ${name}     # once it is done`,
    left: 'nothing was changed',
    keep: true,
  })
}

import {KubiaError} from '../errors/kubia-error.ts'
import {readJournal} from '../process/journal.ts'
import {clearDeadLock, type LockHolder, takeLock} from '../process/lock.ts'
import {isSameAlive, stopGroup} from '../process/processes.ts'
import type {Run} from '../process/run.ts'
import {hostLockFile, journalFile, lockFile, probeStateFolder, sweepStateFolder, unwritable} from './state.ts'

/** How long a run waits for another one at the same cluster, in ms: an `up` takes about that long. */
const WAIT_MS = 120_000
const AT_WORK = 'at work on it'

const describeHolder = ({pid, command, since}: LockHolder, doing: string): string => {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000))
  return `another run (${command}, pid ${pid}) has been ${doing} for ${seconds}s`
}

/** Ends what a run that was killed at this cluster has left at work: its kind goes on without it. */
const endSurvivors = async (run: Run, name: string): Promise<void> => {
  for (const child of readJournal(journalFile(name))) {
    if (!(await isSameAlive(child, run.exec))) continue
    run.note(`cluster ${name}: ending ${child.program} (pid ${child.pid}), which an interrupted run left at work`)
    await stopGroup(child.pid)
  }
}

const keepJournal = (run: Run, name: string): (() => void) => {
  try {
    return run.keepJournal(journalFile(name))
  } catch (error) {
    throw unwritable(error)
  }
}

/**
 * Makes this run the only one at work on a cluster. Another living run is waited for, with a notice; the lock of a dead
 * one is taken over, and what that one left at work is ended. From then on the run keeps a journal.
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
    onWait: holder => run.note(`cluster ${name}: ${describeHolder(holder, AT_WORK)}; waiting for it`),
  })
  if (typeof lock === 'function') {
    run.onClose(lock)
    sweepStateFolder()
    await clearDeadLock(hostLockFile(), run.exec)
    await endSurvivors(run, name)
    const endJournal = keepJournal(run, name)
    run.onClose(endJournal)
    return () => {
      endJournal()
      lock()
    }
  }
  throw new KubiaError('CLUSTER_LOCKED', `cluster ${name}: ${describeHolder(lock, AT_WORK)}`, {
    next: `kubectl kubia ${command} ${name}     # once it is done`,
    left: 'nothing was changed',
    keep: true,
  })
}

/**
 * Makes this run the only one of its user that makes nodes on this machine: kind's creations race for the network and
 * the ports (kind#1663). It is held only until the nodes exist.
 * @returns a function that gives the lock back; the end of the run does so in any case.
 * @throws KubiaError CLUSTER_LOCKED when the other run takes too long
 */
export const lockHost = async (run: Run, name: string): Promise<() => void> => {
  const doing = 'making nodes on this machine'
  const lock = await takeLock(hostLockFile(), {
    exec: run.exec,
    signal: run.signal,
    command: `up ${name}`,
    waitMs: WAIT_MS,
    onWait: holder => run.note(`cluster ${name}: ${describeHolder(holder, doing)}; waiting for it`),
  })
  if (typeof lock === 'function') {
    run.onClose(lock)
    return lock
  }
  throw new KubiaError('CLUSTER_LOCKED', describeHolder(lock, doing), {
    next: `kubectl kubia up ${name}     # once it is done`,
    left: 'nothing was changed',
  })
}

import {KubiaError} from '../errors/kubia-error.ts'
import {readJournal} from '../process/journal.ts'
import {type LockHolder, takeLock} from '../process/lock.ts'
import {isSameAlive, stopGroup} from '../process/processes.ts'
import type {Run} from '../process/run.ts'
import {journalFile, lockFile, probeStateFolder, sweepStateFolder, unwritable} from './state.ts'

/** How long a run waits for another one at the same cluster, in ms: an `up` takes about that long. */
const WAIT_MS = 120_000

const describeHolder = ({pid, command, since}: LockHolder): string => {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000))
  return `another run (${command}, pid ${pid}) has been at work on it for ${seconds}s`
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
    onWait: holder => run.note(`cluster ${name}: ${describeHolder(holder)}; waiting for it`),
  })
  if (typeof lock === 'function') {
    run.onClose(lock)
    sweepStateFolder()
    await endSurvivors(run, name)
    const endJournal = keepJournal(run, name)
    run.onClose(endJournal)
    return () => {
      endJournal()
      lock()
    }
  }
  throw new KubiaError('CLUSTER_LOCKED', `cluster ${name}: ${describeHolder(lock)}`, {
    next: `kubectl kubia ${command} ${name}     # once it is done`,
    left: 'nothing was changed',
    keep: true,
  })
}

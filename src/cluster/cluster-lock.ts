import {type CommandAdvice, kubiaAdvice} from '../errors/advice.ts'
import {amend, KubiaError} from '../errors/kubia-error.ts'
import {readJournal} from '../process/journal.ts'
import {kubeconfigFiles} from '../process/kubeconfig/files.ts'
import {endUnderLock} from '../process/kubeconfig/lock.ts'
import {clearDeadLock, type LockHolder, takeLock} from '../process/lock.ts'
import {stopGroup} from '../process/process-group.ts'
import {isProcessStopped, isSameAlive} from '../process/processes.ts'
import type {Run} from '../process/run.ts'
import {
  hostLockFile,
  journalFile,
  lockFile,
  probeStateFolder,
  readRecord,
  sweepStateFolder,
  unwritable,
} from './state.ts'

/** How long a run waits for another one at the same cluster, in ms: an `up` takes about that long. */
const WAIT_MS = 120_000
const AT_WORK = 'at work on it'

/** What a run that takes a lock works with. */
export type Locking = Pick<Run, 'exec' | 'signal' | 'children' | 'note' | 'onClose'>

/** What a run that holds a lock is doing, and since when; and whether it is stopped, so that waiting is of no use. */
const describeHolder = async ({exec}: Pick<Run, 'exec'>, holder: LockHolder, doing: string): Promise<string> => {
  const {pid, command, since} = holder
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000))
  const stopped = (await isProcessStopped(holder, exec)) ? `, and it is stopped (kill -CONT ${pid} lets it go on)` : ''
  return `another run (${command}, pid ${pid}) has been ${doing} for ${seconds}s${stopped}`
}

/** The failure to get a lock that a living run holds. That run is never ended: what it holds may be half-made. */
const heldBy = async (
  run: Pick<Run, 'exec'>,
  holder: LockHolder,
  {prefix, doing, again}: {prefix: string; doing: string; again: CommandAdvice},
): Promise<KubiaError> =>
  new KubiaError('CLUSTER_LOCKED', `${prefix}${await describeHolder(run, holder, doing)}`, {
    ...((await isProcessStopped(holder, run.exec)) && {
      fix: [{command: `kill -CONT ${holder.pid}`, comment: 'lets it go on'}],
    }),
    next: {...again, comment: 'once it is done'},
    left: 'nothing was changed',
  })

/**
 * Ends the programs that a killed run has left running: its kind goes on without it. The kubeconfig is
 * locked meanwhile: kind that is ended while it edits it would leave its lock behind.
 */
const endSurvivors = async (run: Pick<Run, 'exec' | 'signal' | 'note'>, name: string): Promise<void> => {
  for (const child of readJournal(journalFile(name))) {
    if (!(await isSameAlive(child, run.exec))) continue
    run.note(`cluster ${name}: ending ${child.program} (pid ${child.pid}), which an interrupted run left at work`)
    const files = [readRecord(name)?.kubeconfig, ...kubeconfigFiles(undefined)].filter(file => file !== undefined)
    await endUnderLock(files, () => stopGroup(child.pid), {signal: run.signal})
  }
}

const keepJournal = (run: Pick<Run, 'children'>, name: string): (() => void) => {
  try {
    return run.children.keepJournal(journalFile(name))
  } catch (error) {
    throw unwritable(error)
  }
}

/**
 * Makes this run the only one that works on a cluster. Another living run is waited for, with a notice; the lock of a dead
 * one is taken over, and the programs that it left running are ended. From then on the run keeps a journal.
 * @returns a function that gives the lock back; the end of the run does so in any case.
 * @throws KubiaError CLUSTER_LOCKED when the other run takes too long, STATE_UNWRITABLE
 */
export const lockCluster = async (run: Locking, name: string, command: string): Promise<() => void> => {
  probeStateFolder()
  const lock = await takeLock(lockFile(name), {
    exec: run.exec,
    signal: run.signal,
    command,
    waitMs: WAIT_MS,
    onWait: async holder => run.note(`cluster ${name}: ${await describeHolder(run, holder, AT_WORK)}; waiting for it`),
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
  const again = kubiaAdvice([command, name])
  throw amend(await heldBy(run, lock, {prefix: `cluster ${name}: `, doing: AT_WORK, again}), {keep: true})
}

/**
 * Makes this run the only one of its user that makes nodes on this machine: kind's creations race for the network and
 * the ports (kind#1663). It is held only until the nodes exist.
 * @returns a function that gives the lock back; the end of the run does so in any case.
 * @throws KubiaError CLUSTER_LOCKED when the other run takes too long
 */
export const lockHost = async (run: Locking, name: string): Promise<() => void> => {
  const doing = 'making nodes on this machine'
  const lock = await takeLock(hostLockFile(), {
    exec: run.exec,
    signal: run.signal,
    command: `up ${name}`,
    waitMs: WAIT_MS,
    onWait: async holder => run.note(`cluster ${name}: ${await describeHolder(run, holder, doing)}; waiting for it`),
  })
  if (typeof lock === 'function') {
    run.onClose(lock)
    return lock
  }
  throw await heldBy(run, lock, {prefix: '', doing, again: kubiaAdvice(['up', name])})
}

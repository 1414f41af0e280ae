import {KubiaError} from '../../errors/kubia-error.ts'
import {readJournal} from '../../process/journal.ts'
import {takeLock} from '../../process/lock.ts'
import {stopGroup} from '../../process/process-group.ts'
import {isSameAlive} from '../../process/processes.ts'
import type {Run} from '../../process/run.ts'
import {makeTunnelFolder, tunnelJournalFile, tunnelLockFile} from './state.ts'

/** Ends the programs that a killed tunnel has left running. */
export const endSurvivors = async ({exec}: Pick<Run, 'exec'>, server: string): Promise<void> => {
  for (const child of readJournal(tunnelJournalFile(server)))
    if (await isSameAlive(child, exec)) await stopGroup(child.pid)
}

/**
 * Makes this run the only tunnel of an API server, and ends the programs that a killed one left running.
 * @returns a function that gives the lock back; the end of the run does so in any case
 * @throws KubiaError TUNNEL_RUNS, STATE_UNWRITABLE
 */
export const lockTunnel = async (
  run: Pick<Run, 'exec' | 'signal' | 'children' | 'onClose'>,
  server: string,
): Promise<() => void> => {
  makeTunnelFolder()
  const lock = await takeLock(tunnelLockFile(server), {
    exec: run.exec,
    signal: run.signal,
    command: 'tunnel',
    waitMs: 0,
    onWait: () => {},
  })
  if (typeof lock !== 'function') {
    throw new KubiaError('TUNNEL_RUNS', `a tunnel runs for this cluster already (pid ${lock.pid})`, {
      fix: [{command: `kill ${lock.pid}`, comment: 'ends it, and it takes its addresses back'}],
      left: 'nothing was changed',
    })
  }
  run.onClose(lock)
  await endSurvivors(run, server)
  const endJournal = run.children.keepJournal(tunnelJournalFile(server))
  run.onClose(endJournal)
  return () => {
    endJournal()
    lock()
  }
}

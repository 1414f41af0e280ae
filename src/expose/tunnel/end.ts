import {rmSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {isSameAlive} from '../../process/processes.ts'
import type {Run} from '../../process/run.ts'
import {endSurvivors} from './lock.ts'
import {allTunnels, removeTunnel, type TunnelRecord, tunnelLockFile} from './state.ts'

/** How long a tunnel may take to give its addresses back and end, in ms. */
const END_MS = 6000
const POLL_MS = 50

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch (error) {
    // It has ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * The lines of a script that end the running tunnels of a context, and wait until they have taken their addresses back.
 * A process of another program that has got the pid meanwhile is left alone.
 */
export const endTunnelsScript = async (exec: Run['exec'], context: string): Promise<string[]> => {
  const lines: string[] = []
  for (const {pid, ...record} of allTunnels().filter(known => known.context === context)) {
    if (!(await isSameAlive({...record, pid}, exec))) continue
    lines.push(
      `# ends the tunnel of context ${context}, which takes its addresses back`,
      `if ps -o args= -p ${pid} | grep -q tunnel; then kill ${pid}; while kill -0 ${pid} 2>/dev/null; do sleep 0.1; done; fi`,
    )
  }
  return lines
}

const endProcess = async (run: Pick<Run, 'exec' | 'note'>, record: TunnelRecord): Promise<void> => {
  if (!(await isSameAlive(record, run.exec))) return
  run.note(`ending the tunnel of context ${record.context} (pid ${record.pid})`)
  signal(record.pid, 'SIGTERM')
  const deadline = performance.now() + END_MS
  while (await isSameAlive(record, run.exec)) {
    if (performance.now() > deadline) return signal(record.pid, 'SIGKILL')
    await sleep(POLL_MS)
  }
}

/**
 * Ends the tunnel of a cluster that is about to be deleted, and removes what a killed one left on this machine. The
 * addresses in the cluster are deleted with it.
 */
export const endTunnels = async (run: Pick<Run, 'exec' | 'note'>, context: string): Promise<void> => {
  for (const record of allTunnels().filter(known => known.context === context)) {
    await endProcess(run, record)
    await endSurvivors(run, record.server)
    removeTunnel(record)
    rmSync(tunnelLockFile(record.server), {force: true})
  }
}

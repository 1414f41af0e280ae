import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Exec} from './exec.ts'
import {STOP_GRACE_MS, STOP_POLL_MS, signalGroup} from './process-group.ts'

/** What identifies a process: a pid is reused sooner or later, pid and start time together are not. */
export interface ProcessIdentity {
  pid: number
  /**
   * When it started. On Linux the clock ticks of field 22 of /proc/PID/stat (proc(5)); elsewhere `@` and the moment it
   * was asked for, in ms since 1970.
   */
  startTime: string
}

const onLinux = (): boolean => existsSync('/proc/self/stat')
/** How far the recorded start may differ from the one that `ps` prints in whole seconds, in ms. */
const PS_TOLERANCE_MS = 2000

/** Fields of /proc/PID/stat from the third on; none where there is no such process, or only its remains. */
const readStat = (pid: number): string[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold blanks and parentheses; the fields go on behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? [] : fields
  } catch {
    return []
  }
}

/** The identity of a process that has started just now. The start time is empty where the process is gone already. */
export const identify = (pid: number): ProcessIdentity => ({
  pid,
  startTime: onLinux() ? (readStat(pid)[19] ?? '') : `@${Date.now()}`,
})

/** The identity of this process. */
export const identifySelf = (): ProcessIdentity =>
  onLinux()
    ? identify(process.pid)
    : {pid: process.pid, startTime: `@${Math.round(Date.now() - process.uptime() * 1000)}`}

/** Whether no process has a pid; one of another user counts as there. */
export const isPidFree = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Whether this very process lives; a zombie does not. */
export const isSameAlive = async ({pid, startTime}: ProcessIdentity, exec: Exec): Promise<boolean> => {
  if (startTime === '' || !Number.isInteger(pid) || pid < 1) return false
  if (onLinux()) return readStat(pid)[19] === startTime
  const command = {program: 'ps', args: ['-o', 'lstart=', '-p', String(pid)], env: {LC_ALL: 'C'}}
  const {stdout} = await exec(command, {allowFailure: true})
  return Math.abs(Date.parse(stdout.trim()) - Number(startTime.slice(1))) <= PS_TOLERANCE_MS
}

/**
 * Whether a process is stopped, by SIGSTOP or by a debugger: it lives and does nothing until it gets SIGCONT. The states
 * are those of proc(5) and ps(1).
 */
export const isProcessStopped = async ({pid}: ProcessIdentity, exec: Exec): Promise<boolean> => {
  if (onLinux()) return /^[Tt]$/.test(readStat(pid)[0] ?? '')
  const command = {program: 'ps', args: ['-o', 'stat=', '-p', String(pid)], env: {LC_ALL: 'C'}}
  const {stdout} = await exec(command, {allowFailure: true})
  return stdout.trim().startsWith('T')
}

/** A process that a signal has stopped. */
export interface StoppedProcess {
  /** The name of its program, of which Linux keeps 15 characters. */
  program: string
  /** The control groups that it is in, as /proc/PID/cgroup has them: those of a container have its id. */
  groups: string
}

/** The processes of this machine, whoever they are of, that a signal has stopped; none where /proc does not show them. */
export const stoppedProcesses = (): StoppedProcess[] => {
  if (!onLinux()) return []
  return readdirSync('/proc').flatMap(entry => {
    if (!/^\d+$/.test(entry)) return []
    try {
      const [, program = '', state] = /^\d+ \((.*)\) (.)/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? []
      // `t` is what a debugger looks at.
      return state === 'T' ? [{program, groups: readFileSync(`/proc/${entry}/cgroup`, 'utf8')}] : []
    } catch {
      // It has just ended, or is not shown.
      return []
    }
  })
}

/**
 * The leader of a session that has a variable of this value in its environment. Only Linux shows it (proc(5)), and of
 * processes of the same user.
 */
export const findByVariable = (variable: string, value: string): ProcessIdentity | undefined => {
  if (!onLinux()) return undefined
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    // Field 6 is the session: what a child itself started is in its session, too.
    if (!Number.isInteger(pid) || readStat(pid)[3] !== entry) continue
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${variable}=${value}`))
        return identify(pid)
    } catch {
      // It has just ended, or is of another user.
    }
  }
  return undefined
}

/**
 * Ends a process that is nobody's child here, with its group: SIGTERM, then SIGKILL where it still lives after a grace.
 * Unlike a group, it is gone once it has ended, also where its parent does not wait for it.
 */
export const stopProcess = async (identity: ProcessIdentity, exec: Exec): Promise<void> => {
  if (!(await isSameAlive(identity, exec))) return
  signalGroup(identity.pid, 'SIGTERM')
  // One that is stopped takes it once it goes on.
  signalGroup(identity.pid, 'SIGCONT')
  const deadline = performance.now() + STOP_GRACE_MS
  while (await isSameAlive(identity, exec)) {
    if (performance.now() > deadline) return void signalGroup(identity.pid, 'SIGKILL')
    await sleep(STOP_POLL_MS)
  }
}

// DIR/process.json: which process a cluster runs in. A process id alone may be another program's by now; with the time
// at which the process started it cannot.
import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'

export interface ProcessRecord {
  pid: number
  /** On Linux field 22 of /proc/PID/stat (proc(5)); elsewhere `@` and milliseconds since 1970. */
  startTime: string
  server: string
  /** The names of nodes that are switched off; absent where none is, and of a process of an older release. */
  stopped?: string[]
  /** How fast the cluster is; absent where that is its usual speed. */
  speed?: number
}

const START_TIME_FIELD = 22

/** The fields of /proc/PID/stat from the third on. @throws the file system's error where there is no such process */
const statOf = (pid: number | 'self'): string[] => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in parentheses may hold blanks and parentheses; counting begins behind it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

const startTime = (): string => {
  if (process.platform !== 'linux') return `@${Math.round(Date.now() - process.uptime() * 1000)}`
  return statOf('self')[START_TIME_FIELD - 3] ?? ''
}

/** Whether a process lives and is the very one of a record; elsewhere than on Linux the pid alone has to do. */
export const lives = ({pid, startTime: since}: ProcessRecord): boolean => {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0)
    const fields = statOf(pid)
    return fields[0] !== 'Z' && fields[START_TIME_FIELD - 3] === since
  } catch {
    return false
  }
}

/** @param stopped the names of nodes that are switched off @param speed 1 for the usual one */
export const writeProcessFile = (file: string, server: string, stopped: string[], speed: number): void => {
  const record: ProcessRecord = {
    pid: process.pid,
    startTime: startTime(),
    server,
    ...(stopped.length > 0 && {stopped}),
    ...(speed !== 1 && {speed}),
  }
  // In one step, so that no reader finds half of it.
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, {mode: 0o600})
  renameSync(`${file}.new`, file)
}

/** A number below 1 would name a group of processes. */
const isProcessRecord = (value: unknown): value is ProcessRecord => {
  const {
    pid,
    startTime,
    server,
    stopped = [],
    speed = 1,
  } = (value ?? {}) as Partial<Record<keyof ProcessRecord, unknown>>
  const isOfNodes = Array.isArray(stopped) && stopped.every(name => typeof name === 'string')
  const isOfProcess = Number.isInteger(pid) && Number(pid) > 0 && typeof startTime === 'string'
  return isOfProcess && isOfNodes && typeof speed === 'number' && URL.canParse(String(server ?? ''))
}

/** @returns undefined where there is none that can be read */
export const readProcessFile = (file: string): ProcessRecord | undefined => {
  try {
    const record: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isProcessRecord(record) ? record : undefined
  } catch {
    return undefined
  }
}

/** At a clean end; what a killed process leaves is recognised by its start time. */
export const removeProcessFile = (file: string): void => rmSync(file, {force: true})

// DIR/process.json: which process a cluster runs in. A process id alone may be another program's by now; with the time
// at which the process started it can't.
import {readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'

export interface ProcessRecord {
  pid: number
  /** On Linux field 22 of /proc/PID/stat (proc(5)); elsewhere `@` and milliseconds since 1970. */
  startTime: string
  server: string
}

const START_TIME_FIELD = 22

const startTime = (): string => {
  if (process.platform !== 'linux') return `@${Math.round(Date.now() - process.uptime() * 1000)}`
  const stat = readFileSync('/proc/self/stat', 'utf8')
  // The name in parentheses may hold blanks and parentheses; counting begins behind it, with the third field.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD - 3] ?? ''
}

export const writeProcessFile = (file: string, server: string): void => {
  const record: ProcessRecord = {pid: process.pid, startTime: startTime(), server}
  // In one step, so that no reader finds half of it.
  writeFileSync(`${file}.new`, `${JSON.stringify(record)}\n`, {mode: 0o600})
  renameSync(`${file}.new`, file)
}

/** @returns undefined where there is none that can be read */
export const readProcessFile = (file: string): ProcessRecord | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord
  } catch {
    return undefined
  }
}

/** At a clean end; what a killed process leaves is recognised by its start time. */
export const removeProcessFile = (file: string): void => rmSync(file, {force: true})

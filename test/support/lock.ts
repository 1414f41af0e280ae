import {readFileSync, writeFileSync} from 'node:fs'

/** Writes a lock file as this very process would hold it: it lives, and began when the lock says. */
export const holdLock = (file: string, command: string): void => {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  writeFileSync(file, JSON.stringify({pid: process.pid, startTime, command, since: new Date().toISOString()}))
}

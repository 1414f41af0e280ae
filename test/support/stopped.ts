import {spawn} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {onTestFinished} from 'vitest'

/** Has a stopped process hold a lock file. @returns its pid */
export const holdLockStopped = async (file: string, command: string): Promise<number> => {
  const child = spawn('sleep', ['600'], {stdio: 'ignore'})
  await new Promise(resolve => child.once('spawn', resolve))
  onTestFinished(() => void child.kill('SIGKILL'))
  child.kill('SIGSTOP')
  const pid = child.pid as number
  const fields = (): string[] => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  }
  while (fields()[0] !== 'T') await new Promise(resolve => setTimeout(resolve, 5))
  writeFileSync(file, JSON.stringify({pid, startTime: fields()[19], command, since: new Date().toISOString()}))
  return pid
}

/**
 * Ends a simulated cluster and removes what it keeps: `stop.js --folder DIR`. The process that DIR/process.json names
 * is ended only if it is that very process, by its pid and its start time: after a reboot the number is another
 * program's. Nothing there is success.
 */
import {readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {parseArgs} from 'node:util'
import {readProcessFile} from './cluster/process-file.ts'

/** How long it may take to write its state and end, in ms; then it is killed. */
const GRACE_MS = 5000

const {values} = parseArgs({options: {folder: {type: 'string'}}})
if (!values.folder) throw new Error('--folder is missing')
const {folder} = values
const named = readProcessFile(join(folder, 'process.json'))

/** Whether it lives: field 22 of /proc/PID/stat (proc(5)) is its start; elsewhere the pid alone has to do. */
const lives = (): boolean => {
  if (!named) return false
  try {
    if (process.platform !== 'linux') return process.kill(named.pid, 0)
    const stat = readFileSync(`/proc/${named.pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] !== 'Z' && fields[19] === named.startTime
  } catch {
    return false
  }
}

if (named && lives()) {
  process.kill(named.pid, 'SIGTERM')
  for (let waited = 0; lives() && waited < GRACE_MS; waited += 20) await sleep(20)
  if (lives()) process.kill(named.pid, 'SIGKILL')
}
rmSync(folder, {recursive: true, force: true})

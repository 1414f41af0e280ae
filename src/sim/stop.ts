/**
 * Ends a simulated cluster and removes what it keeps: `stop.js --folder DIR`. The process that DIR/process.json names
 * is ended only if it is that very process, by its pid and its start time: after a reboot the number is another
 * program's. Nothing there is success.
 */
import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {parseArgs} from 'node:util'
import {lives, readProcessFile} from './description/process-file.ts'

/** How long it may take to write its state and end, in ms; then it is killed. */
const GRACE_MS = 5000

const {values} = parseArgs({options: {folder: {type: 'string'}}})
if (!values.folder) throw new Error('--folder is missing')
const {folder} = values
const named = readProcessFile(join(folder, 'process.json'))

if (named && lives(named)) {
  process.kill(named.pid, 'SIGTERM')
  for (let waited = 0; lives(named) && waited < GRACE_MS; waited += 20) await sleep(20)
  if (lives(named)) process.kill(named.pid, 'SIGKILL')
}
rmSync(folder, {recursive: true, force: true})

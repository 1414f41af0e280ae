// A program for signals.test.ts: a run whose undo ends when the file of its argument is there.
import {existsSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {Run} from '../../src/process/run.ts'
import {ownSignals} from '../../src/process/signals.ts'

const [go = ''] = process.argv.slice(2)
const run = new Run({verbosity: 0, timeoutMs: 0})
const giveBack = ownSignals(run)
const alive = setInterval(() => {}, 1000)
console.log('ready')
run.signal.addEventListener('abort', async () => {
  console.log(`aborted: ${run.signal.reason.code} ${run.signal.reason.message}`)
  while (!existsSync(go)) await sleep(10)
  console.log('undone')
  giveBack()
  clearInterval(alive)
  process.exitCode = run.signal.reason.exit
})

import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Run} from '../../src/process/run.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const start = (options: {verbosity?: number; timeoutMs?: number} = {}): {run: Run; notes: string[]} => {
  const notes: string[] = []
  const run = new Run({
    verbosity: 0,
    timeoutMs: 0,
    note: line => notes.push(typeof line === 'string' ? line : line.verbatim),
    ...options,
  })
  return {run, notes}
}
const interrupted = new KubiaError('INTERRUPTED', 'interrupted')

test('A quiet run says nothing of its commands', async () => {
  const {run, notes} = start()
  await run.exec({program: 'true', args: []})
  expect(notes).toEqual([])
})

test('With -v each command is echoed as it can be pasted, with its time, and without its input', async () => {
  const {run, notes} = start({verbosity: 1})
  await run.exec({program: 'cat', args: ['-', '/dev/null'], input: 'kind: Cluster\n'})
  await run.exec({program: 'sh', args: ['-c', 'exit 3']}, {allowFailure: true})
  expect(notes.map(line => line.replace(/\d+\.\d\ds$/, 'TIME'))).toEqual([
    '$ cat - /dev/null',
    '# cat exited with 0 after TIME',
    "$ sh -c 'exit 3'",
    '# sh exited with 3 after TIME',
  ])
})

test('The log has each command with its input and its output', async () => {
  setEnv({XDG_STATE_HOME: temporaryFolder()})
  const {run} = start()
  run.log.open()
  await run.exec({program: 'sh', args: ['-c', 'cat; echo oops >&2'], input: 'kind: Cluster\n'})
  const log = readFileSync(join(run.log.directory ?? '', 'run.log'), 'utf8')
  run.close()
  expect(log.replaceAll(/^\d{4}-\S+Z/gm, 'TIME').replace(/\d+\.\d\ds/, 'SECONDS')).toBe(
    "TIME $ sh -c 'cat; echo oops >&2' <<'EOF'\nkind: Cluster\nEOF\n" +
      'TIME # sh exited with 0 after SECONDS\nkind: Cluster\noops\n',
  )
})

test('After an abort no program starts, until the signal is a fresh one', async () => {
  const {run} = start()
  run.cancellation.abort(interrupted)
  await expect(run.exec({program: 'true', args: []})).rejects.toBe(interrupted)
  run.cancellation.renew()
  expect((await run.exec({program: 'true', args: []})).exitCode).toBe(0)
})

test('The limit of the run ends what is under way, and names the flag', async () => {
  const {run} = start({timeoutMs: 50})
  const failure = await run.exec({program: 'sleep', args: ['600']}).catch(error => error)
  expect(failure).toMatchObject({code: 'TIMEOUT', message: 'not done within the limit of 0.05s (--timeout)'})
})

test('The end of a run gives back what it holds, last taken first, and ends its limit', async () => {
  const {run} = start({timeoutMs: 50})
  const given: string[] = []
  for (const what of ['first', 'second']) run.onClose(() => given.push(what))
  run.close()
  expect(given).toEqual(['second', 'first'])
  await run.exec({program: 'sleep', args: ['0.2']})
  expect(run.signal.aborted).toBe(false)
})

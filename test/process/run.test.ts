import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {KubiaError} from '../../src/errors/kubia-error.ts'
import {Run} from '../../src/process/run.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const start = (options: {verbosity?: number; timeoutMs?: number} = {}): {run: Run; notes: string[]} => {
  const notes: string[] = []
  const run = new Run({verbosity: 0, timeoutMs: 0, note: line => notes.push(line), ...options})
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
  expect(run.log).toBeUndefined()
  run.keepLog()
  await run.exec({program: 'sh', args: ['-c', 'cat; echo oops >&2'], input: 'kind: Cluster\n'})
  const log = readFileSync(join(run.log?.directory ?? '', 'run.log'), 'utf8')
  run.close()
  expect(log.replaceAll(/^\d{4}-\S+Z/gm, 'TIME').replace(/\d+\.\d\ds/, 'SECONDS')).toBe(
    "TIME $ sh -c 'cat; echo oops >&2' <<'EOF'\nkind: Cluster\nEOF\n" +
      'TIME # sh exited with 0 after SECONDS\nkind: Cluster\noops\n',
  )
})

test('What is to be undone comes last in first out, and only once', () => {
  const {run} = start()
  for (const title of ['first', 'second', 'third']) run.undo(title, async () => '')
  expect(run.takeUndo().map(({title}) => title)).toEqual(['third', 'second', 'first'])
  expect(run.takeUndo()).toEqual([])
})

test('Of several reasons to abort the first one counts', () => {
  const {run} = start()
  run.abort(interrupted)
  run.abort(new KubiaError('TERMINATED', 'ended'))
  expect(run.signal.reason).toBe(interrupted)
})

test('Undo runs under a fresh signal, so that its commands can run after an abort', async () => {
  const {run} = start()
  run.abort(interrupted)
  await expect(run.exec({program: 'true', args: []})).rejects.toBe(interrupted)
  run.takeUndo()
  expect((await run.exec({program: 'true', args: []})).exitCode).toBe(0)
})

test('The limit of the run ends what is under way, and names the flag', async () => {
  const {run} = start({timeoutMs: 50})
  const failure = await run.exec({program: 'sleep', args: ['600']}).catch(error => error)
  expect(failure).toMatchObject({code: 'TIMEOUT', message: 'not done within the limit of 0.05s (--timeout)'})
})

test('The limit is over with the run, and does not reach into its undo', () => {
  vi.useFakeTimers()
  try {
    const closed = start({timeoutMs: 1000}).run
    closed.close()
    const undone = start({timeoutMs: 1000}).run
    undone.takeUndo()
    vi.advanceTimersByTime(5000)
    expect(closed.signal.aborted).toBe(false)
    expect(undone.signal.aborted).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

test('A run without a limit has none', () => {
  vi.useFakeTimers()
  try {
    const {run} = start()
    vi.advanceTimersByTime(100 * 24 * 3_600_000)
    expect(run.signal.aborted).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})

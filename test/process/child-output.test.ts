import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {KubiaError} from '../../src/errors/kubia-error.ts'
import {createExec} from '../../src/process/exec.ts'
import {HeldBytes} from '../../src/process/held-bytes.ts'
import {LineSplitter, MAX_LINE} from '../../src/process/line-splitter.ts'
import {isAlive} from '../support/processes.ts'
import {temporaryFolder} from '../support/temporary.ts'

const never = new AbortController().signal
const MEGABYTE = 1024 * 1024
const exec = createExec({signal: () => never, maxHeld: 4 * MEGABYTE})
const sh = (script: string, ...args: string[]) => ({program: 'sh', args: ['-c', script, 'sh', ...args]})
const failure = (running: Promise<unknown>): Promise<KubiaError> =>
  running.then(
    () => undefined,
    error => error,
  ) as never
const facts = ({code, exit, message, details}: KubiaError) => ({code, exit, message, ...details})

test.each(['cat /dev/zero', 'cat /dev/zero >&2'])(
  'A program that writes for ever is ended, and that is the failure: %s',
  async script => {
    const pidFile = join(temporaryFolder(), 'pid')
    const command = sh(`echo $$ > "$1"; exec ${script}`, pidFile)
    const line = `sh -c 'echo $$ > "$1"; exec ${script}' sh ${pidFile}`
    expect(facts(await failure(exec(command)))).toEqual({
      code: 'OUTPUT_TOO_LARGE',
      exit: 3,
      message: `${line} printed more than the 4 MB that kubia holds`,
      evidence: ['sh had printed 4 MB and was ended'],
      fix: [`${line} | head -c 1000     # what does it print?`],
    })
    expect(existsSync(pidFile) && isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(false)
  },
)

test('Both outputs of a program count together', async () => {
  const {code} = await failure(exec(sh('head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exec sleep 600')))
  expect(code).toBe('OUTPUT_TOO_LARGE')
})

test('What fits is whole, with characters that lie across two pieces', async () => {
  const {stdout} = await exec(
    sh(
      'for i in 1 2 3 4 5 6 7 8 9; do head -c 100000 /dev/zero | tr "\\0" x; printf "\\303"; sleep 0.01; printf "\\251"; done',
    ),
  )
  expect(stdout).toBe(`${'x'.repeat(100_000)}é`.repeat(9))
})

test('What one command held, the next one may hold', async () => {
  for (let round = 0; round < 3; round++)
    expect((await exec(sh('head -c 3000000 /dev/zero'))).stdout).toHaveLength(3_000_000)
})

test('Of commands side by side the one that printed most is ended', async () => {
  const small = exec(sh('head -c 1000000 /dev/zero; sleep 0.3'))
  const {code, details} = await failure(exec(sh('cat /dev/zero')))
  expect({code, evidence: details.evidence}).toEqual({
    code: 'OUTPUT_TOO_LARGE',
    evidence: [expect.stringMatching(/^sh had printed [34] MB and was ended$/)],
  })
  await expect(small).resolves.toMatchObject({exitCode: 0})
})

test('A command whose lines are followed is bounded in the length of a line, not in their number', async () => {
  let count = 0
  await exec(sh('yes 0123456789 | head -n 1000000'), {onOutput: () => void count++})
  expect(count).toBe(1_000_000)
  const {code, message} = await failure(exec(sh('cat /dev/zero'), {onOutput: () => {}}))
  expect({code, message}).toEqual({
    code: 'OUTPUT_TOO_LARGE',
    message: "sh -c 'cat /dev/zero' sh printed a line of more than 16 MB",
  })
})

test('Lines come as their bytes are', async () => {
  const lines: string[] = []
  await exec(sh('printf "a\\r\\n\\n\\377\\033[31m\\nend"'), {
    onOutput: line => void lines.push(line.toString('latin1')),
  })
  expect(lines).toEqual(['a\r', '', '\xff\x1b[31m', 'end'])
})

test('A follower that fails ends the command with its error', async () => {
  const broken = new Error('no')
  await expect(
    exec(sh('while echo x; do sleep 0.01; done'), {
      onOutput: () => {
        throw broken
      },
    }),
  ).rejects.toBe(broken)
})

test('A splitter gives the same lines for all pieces', () => {
  const text = Buffer.from('one\n\ntwo é\nthree')
  for (let size = 1; size <= text.length; size++) {
    const splitter = new LineSplitter()
    const lines: string[] = []
    for (let at = 0; at < text.length; at += size)
      for (const line of splitter.push(text.subarray(at, at + size))) lines.push(line.toString())
    for (const line of splitter.end()) lines.push(line.toString())
    expect(lines).toEqual(['one', '', 'two é', 'three'])
  }
})

test('A splitter holds a line up to its limit', () => {
  const splitter = new LineSplitter(4)
  expect([...splitter.push(Buffer.from('1234\n12'))].map(String)).toEqual(['1234'])
  expect(() => [...splitter.push(Buffer.from('345'))]).toThrow(/^a line of more than 0\.0\d* MB$/)
  expect(MAX_LINE).toBe(16 * MEGABYTE)
})

test('The largest share is cut, and only that', () => {
  const held = new HeldBytes(10)
  const cut: string[] = []
  const shares = ['a', 'b', 'c'].map(name => ({bytes: 0, cut: () => void cut.push(name)}))
  const [a, b, c] = shares as [(typeof shares)[0], (typeof shares)[0], (typeof shares)[0]]
  held.add(a, 3)
  held.add(b, 6)
  held.add(c, 1)
  expect(cut).toEqual([])
  held.add(a, 1)
  expect(cut).toEqual(['b'])
  held.add(a, 4)
  held.release(a)
  held.add(c, 9)
  expect(cut).toEqual(['b'])
})

import {createHash, randomBytes} from 'node:crypto'
import {createReadStream, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {expect, test} from 'vitest'
import {createExec} from '../../src/process/exec.ts'
import {fanOut} from '../../src/process/fan-out.ts'
import {temporaryFolder} from '../support/temporary.ts'

const exec = createExec({signal: () => new AbortController().signal})
const sh = (script: string) => ({program: 'sh', args: ['-c', script]})
const BYTES = 8 * 1024 * 1024

/** A file of random bytes, and the line that `sha256sum` prints of it. */
const randomFile = (): {file: string; sum: string} => {
  const file = join(temporaryFolder(), 'bytes')
  const bytes = randomBytes(BYTES)
  writeFileSync(file, bytes)
  return {file, sum: `${createHash('sha256').update(bytes).digest('hex')}  -\n`}
}

test('What one program writes, several read in full, fast and slow ones', async () => {
  const {file, sum} = randomFile()
  let told = 0
  const {input, outputs} = fanOut(3, total => {
    told = total
  })
  const readers = ['sha256sum', 'sleep 0.3; sha256sum', 'sha256sum'].map((script, index) =>
    exec(sh(script), {stdin: outputs[index]!}),
  )
  await exec({program: 'cat', args: [file]}, {stdout: input})
  expect((await Promise.all(readers)).map(({stdout}) => stdout)).toEqual([sum, sum, sum])
  expect(told).toBe(BYTES)
})

test('A reader that goes away does not keep the others from reading on', async () => {
  const {file, sum} = randomFile()
  const {input, outputs} = fanOut(2, () => {})
  const gone = exec(sh('head -c 10 >/dev/null; echo full >&2; exit 3'), {stdin: outputs[0]!, allowFailure: true})
  const reader = exec(sh('sha256sum'), {stdin: outputs[1]!})
  await pipeline(createReadStream(file), input)
  expect((await reader).stdout).toBe(sum)
  expect(await gone).toMatchObject({exitCode: 3, stderr: 'full\n'})
})

test('When the last reader has gone, the writer ends too', async () => {
  const {input, outputs} = fanOut(1, () => {})
  const gone = exec(sh('exit 3'), {stdin: outputs[0]!, allowFailure: true})
  const writer = await exec({program: 'yes', args: []}, {stdout: input, allowFailure: true})
  expect((await gone).exitCode).toBe(3)
  expect(writer.exitCode).not.toBe(0)
})

test('A source that breaks off does not look complete to the readers', async () => {
  const {input, outputs} = fanOut(1, () => {})
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('half')
      throw new Error('disk gone')
    })(),
  )
  await expect(pipeline(broken, input)).rejects.toThrow('disk gone')
  expect(outputs[0]!.destroyed).toBe(true)
  expect(outputs[0]!.readableEnded).toBe(false)
})

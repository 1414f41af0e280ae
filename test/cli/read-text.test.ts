import {spawnSync} from 'node:child_process'
import {closeSync, fstatSync, openSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setImmediate} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {readText} from '../../src/cli/read-text.ts'
import {temporaryFolder} from '../support/temporary.ts'

const file = (): string => {
  const path = join(temporaryFolder(), 'file')
  writeFileSync(path, 'x'.repeat(200_000))
  return path
}

const pipe = (): string => {
  const path = join(temporaryFolder(), 'pipe')
  spawnSync('mkfifo', [path])
  return path
}

/** How many files that are opened while others are read are no longer open when the reading is over. */
const closedByOthers = async (read: () => Promise<unknown>): Promise<number> => {
  let closed = 0
  for (let round = 0; round < 50; round += 1) {
    let reading = true
    const over = read().finally(() => {
      reading = false
    })
    const mine: number[] = []
    while (reading) {
      mine.push(openSync('/dev/null', 'r'))
      await setImmediate()
    }
    await over
    await setImmediate()
    for (const fd of mine)
      try {
        fstatSync(fd)
        closeSync(fd)
      } catch {
        closed += 1
      }
  }
  return closed
}

test('Reading that ends at its limit closes the file once, and no file of others', async () => {
  const path = file()
  expect(await closedByOthers(() => readText('config', path, 1000, new AbortController().signal))).toBe(0)
})

test.each([
  ['a file', file],
  ['a named pipe that nobody writes to', pipe],
])('Reading of %s that is given up closes it once, and no file of others', async (_, make) => {
  const path = make()
  const read = async (): Promise<void> => {
    const stop = new AbortController()
    const reading = readText('config', path, 1_000_000, stop.signal)
    stop.abort(new Error('given up'))
    await expect(reading).rejects.toThrow('given up')
  }
  expect(await closedByOthers(read)).toBe(0)
})

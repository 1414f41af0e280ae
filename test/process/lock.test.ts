import {spawn} from 'node:child_process'
import {existsSync, readdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {describe, expect, test} from 'vitest'
import {createExec} from '../../src/process/exec.ts'
import {type LockHolder, takeLock} from '../../src/process/lock.ts'
import {temporaryFolder} from '../support/temporary.ts'

const {signal} = new AbortController()
const exec = createExec({signal: () => signal})

const take = (file: string, changes: Partial<Parameters<typeof takeLock>[1]> = {}) =>
  takeLock(file, {exec, signal, command: 'up', waitMs: 0, onWait: () => {}, ...changes})

/** The lock as a process of another program would hold it: a real, living one. */
const heldBy = async (file: string, pid: number): Promise<LockHolder> => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const holder = {pid, startTime, command: 'down', since: new Date().toISOString()}
  writeFileSync(file, JSON.stringify(holder))
  return holder
}

describe('a lock', () => {
  test('is a file with its holder, and is gone when it is given back', async () => {
    const folder = temporaryFolder()
    const release = await take(join(folder, 'kubia.lock'))
    expect(JSON.parse(readFileSync(join(folder, 'kubia.lock'), 'utf8'))).toMatchObject({
      pid: process.pid,
      command: 'up',
    })
    expect(readdirSync(folder)).toEqual(['kubia.lock'])
    ;(release as () => void)()
    expect(readdirSync(folder)).toEqual([])
  })

  test('that was given back already is not given back again: it may be another run’s by then', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    const release = (await take(file)) as () => void
    release()
    await take(file)
    release()
    expect(existsSync(file)).toBe(true)
  })

  test('of a dead process is given to one alone of many that find it at once', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    const dead = JSON.stringify({pid: 4_194_305, startTime: '1', command: 'up', since: new Date().toISOString()})
    for (let round = 0; round < 20; round++) {
      writeFileSync(file, dead)
      const all = await Promise.all(Array.from({length: 8}, () => take(file)))
      const releases = all.filter(lock => typeof lock === 'function')
      expect(releases).toHaveLength(1)
      releases[0]?.()
    }
    expect(readdirSync(dirname(file))).toEqual([])
  })

  test('is not taken over while another run does so, nor kept from it for good by one that was killed then', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    writeFileSync(file, '')
    writeFileSync(`${file}.takeover`, '')
    const waiting = take(file)
    await sleep(200)
    expect(readFileSync(file, 'utf8')).toBe('')
    const long = new Date(Date.now() - 60_000)
    utimesSync(`${file}.takeover`, long, long)
    expect(typeof (await waiting)).toBe('function')
  })

  test('of a living process is not taken, and its holder is told', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    try {
      const holder = await heldBy(file, child.pid as number)
      const told: LockHolder[] = []
      expect(await take(file, {onWait: other => told.push(other), waitMs: 300})).toEqual(holder)
      expect(told).toEqual([holder])
      expect(existsSync(file)).toBe(true)
    } finally {
      child.kill()
    }
  })

  test('of a living process is taken as soon as that one gives it back', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    const first = (await take(file)) as () => void
    const second = take(file, {waitMs: 60_000, onWait: first})
    expect(typeof (await second)).toBe('function')
  })

  test('of a process that is gone is taken over', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await heldBy(file, child.pid as number)
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('exit', resolve))
    expect(typeof (await take(file))).toBe('function')
  })

  test('of a pid that now belongs to another process is taken over', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    writeFileSync(
      file,
      JSON.stringify({pid: process.pid, startTime: '1', command: 'up', since: new Date().toISOString()}),
    )
    expect(typeof (await take(file))).toBe('function')
  })

  test.each(['', '{', 'null', '{"pid":"x"}'])('with the damaged text %j is taken over', async text => {
    const file = join(temporaryFolder(), 'kubia.lock')
    writeFileSync(file, text)
    expect(typeof (await take(file))).toBe('function')
  })

  test('is waited for until the run is aborted, whose reason is then thrown', async () => {
    const file = join(temporaryFolder(), 'kubia.lock')
    await take(file)
    const controller = new AbortController()
    const waiting = take(file, {
      signal: controller.signal,
      waitMs: 60_000,
      onWait: () => controller.abort(new Error('interrupted')),
    })
    await expect(waiting).rejects.toThrow('interrupted')
  })
})

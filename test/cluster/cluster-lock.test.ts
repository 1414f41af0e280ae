import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, expect, test, vi} from 'vitest'
import {lockCluster, lockHost} from '../../src/cluster/cluster-lock.ts'
import {hostLockFile, lockFile, probeStateFolder} from '../../src/cluster/state.ts'
import {Run} from '../../src/process/run.ts'
import type {Verbatim} from '../../src/text/verbatim.ts'
import {holdLock} from '../support/lock.ts'
import {holdLockStopped} from '../support/stopped.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('A cluster that a living run is at work on is waited for with a notice, and then refused', async () => {
  setEnv({XDG_STATE_HOME: join(temporaryFolder(), 'state')})
  probeStateFolder()
  holdLock(lockFile('shop'), 'down')
  const notes: string[] = []
  const note = (line: string | Verbatim): void => {
    notes.push(String(line).replace(/\d+s/, 'TIME'))
    const later = performance.now() + 3_600_000
    vi.spyOn(performance, 'now').mockReturnValue(later)
  }
  const run = new Run({verbosity: 0, timeoutMs: 0, note})
  await expect(lockCluster(run, 'shop', 'up')).rejects.toMatchObject({
    code: 'CLUSTER_LOCKED',
    exit: 4,
    details: {next: 'kubectl kubia up shop     # once it is done', left: 'nothing was changed', keep: true},
  })
  const who = `another run (down, pid ${process.pid}) has been at work on it for TIME`
  expect(notes).toEqual([`cluster shop: ${who}; waiting for it`])
  run.close()
})

test.each([
  ['the cluster', lockFile('shop'), lockCluster, 'cluster shop: ', 'at work on it', 'kubectl kubia down shop'],
  ['the machine', hostLockFile(), lockHost, '', 'making nodes on this machine', 'kubectl kubia up shop'],
] as const)(
  'A stopped run that holds the lock of %s is waited for, named with what lets it go on, and left',
  async (_, path, lock, prefix, doing, again) => {
    const state = join(temporaryFolder(), 'state')
    setEnv({XDG_STATE_HOME: state})
    probeStateFolder()
    const file = path.replace(/.*(?=\/kubectl-kubia\/)/, state)
    const pid = await holdLockStopped(file, 'up')
    const notes: string[] = []
    const note = (line: string | Verbatim): void => {
      notes.push(String(line).replace(/\d+s/, 'TIME'))
      const later = performance.now() + 3_600_000
      vi.spyOn(performance, 'now').mockReturnValue(later)
    }
    const run = new Run({verbosity: 0, timeoutMs: 0, note})
    const error = await lock(run, 'shop', 'down').catch(thrown => thrown)
    expect({code: error.code, exit: error.exit, message: error.message.replace(/\d+s/, 'TIME')}).toEqual({
      code: 'CLUSTER_LOCKED',
      exit: 4,
      message: `${prefix}another run (up, pid ${pid}) has been ${doing} for TIME, and it is stopped (kill -CONT ${pid} lets it go on)`,
    })
    expect(error.details).toMatchObject({
      fix: [`kill -CONT ${pid}     # lets it go on`],
      next: `${again}     # once it is done`,
      left: 'nothing was changed',
    })
    expect(notes).toEqual([
      `cluster shop: ${error.message.replace(/\d+s/, 'TIME').replace(prefix, '')}; waiting for it`,
    ])
    expect(existsSync(file)).toBe(true)
    expect(process.kill(pid, 0)).toBe(true)
    run.close()
  },
)

import {join} from 'node:path'
import {afterEach, expect, test, vi} from 'vitest'
import {lockCluster} from '../../src/cluster/cluster-lock.ts'
import {lockFile, probeStateFolder} from '../../src/cluster/state.ts'
import {Run} from '../../src/process/run.ts'
import {holdLock} from '../support/lock.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

test('A cluster that a living run is at work on is waited for with a notice, and then refused', async () => {
  setEnv({XDG_STATE_HOME: join(temporaryFolder(), 'state')})
  probeStateFolder()
  holdLock(lockFile('shop'), 'down')
  const notes: string[] = []
  const note = (line: string): void => {
    notes.push(line.replace(/\d+s/, 'TIME'))
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

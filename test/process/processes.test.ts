import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {expect, onTestFinished, test, vi} from 'vitest'
import {stoppedProcesses} from '../../src/process/processes.ts'

test.runIf(process.platform === 'linux')(
  'A process that a signal has stopped is found with its control groups, until it goes on',
  async () => {
    const child = spawn(process.execPath, ['-e', 'process.title = "kubia (frozen)"; setInterval(() => {}, 1000)'])
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    })
    const titled = () => expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toBe('kubia (frozen)\n')
    await vi.waitFor(titled, {timeout: 20_000})
    const own = () => stoppedProcesses().filter(({program}) => program === 'kubia (frozen)')
    expect(own()).toEqual([])
    child.kill('SIGSTOP')
    const groups = readFileSync(`/proc/${child.pid}/cgroup`, 'utf8')
    await vi.waitFor(() => expect(own()).toEqual([{program: 'kubia (frozen)', groups}]), {timeout: 20_000})
    child.kill('SIGCONT')
    await vi.waitFor(() => expect(own()).toEqual([]), {timeout: 20_000})
  },
)

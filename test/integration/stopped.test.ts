import {expect, test} from 'vitest'
import {createMachine, realKubectl, steady, useRealKubectl} from '../support/machine.ts'

const LOCK = 'state/kubectl-kubia/clusters/shop.lock'
const env = {KUBIA_PROVIDER: 'sim'}

test.skipIf(!realKubectl)(
  'down waits for an up that was stopped as soon as that has its lock, and does not say that nothing is there',
  async () => {
    const machine = createMachine([])
    useRealKubectl(machine)
    const up = machine.start(process.execPath, [`${machine.path}/kubectl-kubia`, 'up', 'shop', '--workers', '0'], {env})
    await expect.poll(() => machine.exists(LOCK), {interval: 1, timeout: 30_000}).toBe(true)
    up.child.kill('SIGSTOP')
    const down = await machine.kubia(['down', 'shop', '--timeout', '4s'], {env})
    expect(steady(down.stderr)).toContain(
      `cluster shop: another run (up, pid ${up.child.pid}) has been at work on it for TIME, and it is stopped (kill -CONT ${up.child.pid} lets it go on); waiting for it\n`,
    )
    expect(down.code).toBe(5)
    expect(up.child.exitCode).toBeNull()
    const later = machine.kubia(['down', 'shop'], {env})
    up.child.kill('SIGCONT')
    await up.ended
    const removed = await later
    expect(removed, removed.stderr).toMatchObject({code: 0, stdout: 'shop\n'})
    expect((await machine.kubia(['down', 'shop'], {env})).stderr).toContain('✔ Nothing to remove\n')
  },
)

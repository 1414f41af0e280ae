import {expect, test} from 'vitest'
import {steady} from '../support/machine.ts'
import {createSimMachine} from '../support/sim-machine.ts'

const {kubia, machine} = createSimMachine()
machine.env['KUBIA_PROVIDER'] = 'sim'

const pidOf = (name: string): number =>
  (JSON.parse(machine.read(`state/kubectl-kubia/sim/${name}/process.json`)) as {pid: number}).pid

test('A cluster that is paused is seen, said of everywhere, and resumed by up and start', async () => {
  expect((await kubia(['up', 'ice', '--workers', '1'])).code).toBe(0)
  const pid = pidOf('ice')
  const pause = () => process.kill(pid, 'SIGSTOP')
  const fix = '  Fix:\n    kubectl kubia start ice\n'

  pause()
  const listed = await kubia(['clusters', '-o', 'json'])
  expect(listed.stderr).toContain(`⚠ cluster ice is paused\n${fix}`)
  expect(JSON.parse(listed.stdout).items).toContainEqual(
    expect.objectContaining({name: 'ice', nodes: '0/2 running, 2 paused'}),
  )
  for (const words of [['status'], ['logs', 'web'], ['scale', 'deployment', 'web', '2']])
    expect(await kubia([...words, '--context', 'sim-ice'])).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(
        /✖ .*cluster ice is paused +\[CLUSTER_STOPPED\]\n {2}Fix:\n {4}kubectl kubia start ice\n/s,
      ),
    })
  const doctor = await kubia(['doctor'])
  expect(doctor.stdout).toContain('⚠ clusters                    ice  [CLUSTER_STOPPED]\n    cluster ice is paused\n')
  const plan = await kubia(['up', 'ice', '--dry-run'])
  expect(plan.stdout.split('\n')[0]).toBe(`kill -CONT ${pid}`)

  const up = await kubia(['up', 'ice'])
  expect(up).toMatchObject({code: 0})
  expect(steady(up.stderr)).toContain('✔ Start nodes          ice-control-plane, ice-worker were paused TIME\n')

  pause()
  expect(await kubia(['start', 'ice'])).toMatchObject({code: 0, stdout: 'cluster/ice started\n'})
  expect(pidOf('ice')).toBe(pid)
  pause()
  expect(await kubia(['stop', 'ice'])).toMatchObject({code: 0, stdout: 'cluster/ice stopped\n'})
  expect(await kubia(['start', 'ice'])).toMatchObject({code: 0})
  process.kill(pidOf('ice'), 'SIGSTOP')
  expect(await kubia(['down', 'ice'])).toMatchObject({code: 0, stdout: 'ice\n'})
})

import {afterAll, expect, test} from 'vitest'
import {createSimMachine, mustEnd} from '../support/sim-machine.ts'

const {kubia, kubectl, run, machine} = createSimMachine()
afterAll(() => kubia(['down', 'slow']))

const up = (...args: string[]) => kubia(['up', 'slow', ...args])
/** What the namespace says, by which the process goes. */
const stated = (): Promise<string> =>
  kubectl('get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.annotations.sim\\.kubia\\.dev/speed}')
/** What the process says that it goes by; undefined for the usual speed. */
const live = (): unknown => JSON.parse(machine.read('state/kubectl-kubia/sim/slow/process.json')).speed

test('A cluster is made with a speed, keeps it while it is stopped, and is given another one while it runs', async () => {
  await mustEnd(up('--provider', 'sim', '--workers', '0', '--speed', '0.2'), 'up')
  expect([await stated(), live()]).toEqual(['0.2', 0.2])

  await mustEnd(kubia(['stop', 'slow']), 'stop')
  await mustEnd(up(), 'up')
  expect([await stated(), live()]).toEqual(['0.2', 0.2])

  const {code, stderr} = await up('--speed', '0.5')
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/✔ Speed +0\.2 → 0\.5 /)
  expect([await stated(), live()]).toEqual(['0.5', 0.5])

  const again = await up('--speed', '0.5')
  expect(again.stderr).not.toMatch(/Speed/)
  expect(again.stderr).toMatch(/^✔ Nothing to do /m)
})

test('The plan of another speed is pasted, and changes it', async () => {
  const plan = await mustEnd(up('--speed', '1', '--dry-run'), 'up --dry-run')
  await mustEnd(run('/bin/sh', ['-e', '-c', plan.replaceAll('ROOT', machine.root)]), plan)
  expect([await stated(), live()]).toEqual(['1', undefined])
})

test('A speed is refused where it is none, and where the cluster is not simulated', async () => {
  const see = "See 'kubectl kubia up --help' for usage.\n"
  expect(await up('--speed', '11')).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: invalid argument "11" for "--speed" flag: must be a number from 0.05 to 10, such as 0.2\n${see}`,
  })
  expect(await kubia(['up', 'real', '--provider', 'kind', '--speed', '0.2'])).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: --speed has no meaning for kind, whose nodes are real: leave it out, or add --provider sim for a simulated cluster\n${see}`,
  })
})

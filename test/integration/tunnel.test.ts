import {writeFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import {createMachine, type Machine} from '../support/machine.ts'

/** A machine whose kubeconfig has one context, which is the current one. */
const machineWith = (context: string): Machine => {
  const machine = createMachine()
  const config = {
    'current-context': context,
    contexts: [{name: context, context: {cluster: 'far', user: 'u'}}],
    clusters: [{name: 'far', cluster: {server: 'https://10.0.0.1:6443'}}],
    users: [{name: 'u', user: {}}],
  }
  writeFileSync(machine.kubeconfig, JSON.stringify(config))
  return machine
}

describe.concurrent('A tunnel of a cluster that is not local', () => {
  test.each([
    ['is refused where it is only the current one', 'production'],
    ['is refused where its context has the name of a local one that is not there', 'kind-kubia'],
  ])('%s', async (_, context) => {
    const machine = machineWith(context)
    expect(await machine.kubia(['tunnel', '-n', 'shop'])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: the current context, ${context}, leads to no local cluster: others would see addresses that only this machine has  [NOT_LOCAL]
  Fix:
    where you mean that cluster:
      kubectl kubia tunnel --context ${context} -n shop
  Left: nothing was changed
`,
    })
    expect(machine.calls('kubectl').filter(call => call.includes(' proxy '))).toEqual([])
  })

  test('goes on where --context names it', async () => {
    const machine = machineWith('production')
    await machine.kubia(['tunnel', '--context', 'production'])
    expect(machine.calls('kubectl').filter(call => call.includes(' proxy '))).toHaveLength(1)
  })
})

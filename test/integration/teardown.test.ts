import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {createMachine, realKubectl, useRealKubectl} from '../support/machine.ts'

const SCRIPT = join(import.meta.dirname, '../../scripts/teardown')
const NAMES = ['a', 'b', 'c', 'd']

// kubectl config would read before it locks: of several at once, some fail and some write back what others took out.
test.skipIf(!realKubectl)('Teardowns at once take out their own entries, and no others', async () => {
  const machine = createMachine(['docker', 'kubectl'])
  useRealKubectl(machine)
  const entries = (key: string, content: object): object[] =>
    ['kind-theirs', ...NAMES.map(name => `kind-${name}`)].map(name => ({name, [key]: content}))
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'kind-theirs',
    contexts: entries('context', {cluster: 'kind-theirs', user: 'kind-theirs'}),
    clusters: entries('cluster', {server: 'https://127.0.0.1:1'}),
    users: entries('user', {token: 't'}),
  }
  writeFileSync(machine.kubeconfig, JSON.stringify(config))
  for (const name of NAMES) {
    const Labels = {'io.x-k8s.kind.cluster': name}
    writeFileSync(machine.containers(`${name}-control-plane`), JSON.stringify({Config: {Labels}}))
  }
  const env = {PATH: `${machine.path}:/usr/bin:/bin`}
  const outcomes = await Promise.all(NAMES.map(name => machine.start(SCRIPT, [name], {env}).ended))
  expect(outcomes.map(({code, stdout}) => ({code, stdout}))).toEqual(
    NAMES.map(name => ({code: 0, stdout: `${name}\n`})),
  )
  const rest = await machine.start(join(machine.path, 'kubectl'), ['config', 'view', '--raw', '-o', 'json']).ended
  const {contexts, clusters, users, 'current-context': current} = JSON.parse(rest.stdout) as typeof config
  expect({contexts, clusters, users, current}).toEqual({
    contexts: config.contexts.slice(0, 1),
    clusters: config.clusters.slice(0, 1),
    users: config.users.slice(0, 1),
    current: 'kind-theirs',
  })
})

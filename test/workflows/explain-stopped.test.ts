import {expect, test} from 'vitest'
import {findStopped} from '../../src/workflows/explain-stopped.ts'
import {nodeContainers} from '../support/docker.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {ownFolders} from '../support/kubeconfig.ts'

const NODES = ['shop-control-plane', 'shop-worker']

const find = (answers: Readonly<Record<string, Answer>>, context = 'kind-shop') => {
  ownFolders()
  return findStopped(recordedExec(answers).exec, {context})
}

test.each([
  ['stopped', nodeContainers(NODES, false), 'cluster shop is stopped'],
  ['paused', nodeContainers(NODES, true, true), 'cluster shop is paused'],
])(
  'A local cluster that is %s is the cause of its silence, with the line that starts it',
  async (_, answers, message) => {
    expect(await find(answers)).toMatchObject({
      code: 'CLUSTER_STOPPED',
      message,
      details: {fix: [{command: ['kubectl', 'kubia', 'start', 'shop']}], keep: true},
    })
  },
)

test.each([
  ['runs', nodeContainers(NODES), 'kind-shop'],
  ['is not there', nodeContainers([]), 'kind-shop'],
  ['is not local', nodeContainers(NODES, false), 'prod'],
])('A cluster that %s is not stopped', async (_, answers, context) => {
  expect(await find(answers, context)).toBeUndefined()
})

test('A provider that does not answer says nothing of its clusters', async () => {
  const broken = {
    ...nodeContainers(NODES, false),
    'docker ps': {exitCode: 1, stderr: 'Cannot connect to the Docker daemon'},
  }
  expect(await find(broken)).toBeUndefined()
})

import {expect, test} from 'vitest'
import {replicaSet} from '../../src/kubernetes/kinds/replicaset.ts'
import type {Run} from '../../src/process/run.ts'
import type {Reporter} from '../../src/workflow/reporters/reporter.ts'
import {type ScaleOptions, scaleTasks} from '../../src/workflows/scale.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'

const set = (more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: {name: 'web', namespace: 'default', ...more},
  spec: {replicas: 2, selector: {}, template: {}},
})

/** The first step of `scale`, which looks before anything is changed. */
const look = (object: object, options: Partial<ScaleOptions> = {}) => {
  const {exec, asked} = recordedExec({kubectl: readAnswer([object])})
  const place = {context: 'c', namespace: 'default'}
  const target = {name: 'web', kind: replicaSet}
  const [first] = scaleTasks(
    {exec} as Run,
    {} as Reporter,
    {place, target, replicas: 3, wait: true, dryRun: false, ...options},
    {},
  )
  return {asked, looked: first?.task(() => {})}
}

test('Another number of replicas than --current-replicas says is refused', async () => {
  const {asked, looked} = look(set(), {currentReplicas: 1})
  await expect(looked).rejects.toMatchObject({
    code: 'REPLICAS_DIFFER',
    exit: 4,
    message: 'replicaset web has 2 replicas, not 1',
    details: {left: 'nothing was changed'},
  })
  expect(asked.some(line => line.includes(' scale '))).toBe(false)
})

test('What an owner would set back at once is refused, with the owner named', async () => {
  const {looked} = look(set({ownerReferences: [{kind: 'Deployment', name: 'shop', uid: 'u', controller: true}]}))
  await expect(looked).rejects.toMatchObject({
    code: 'OBJECT_DIFFERS',
    exit: 4,
    message: 'replicaset web belongs to deployment shop, which would set it back at once',
    details: {fix: ['kubectl kubia scale deployment shop 3']},
  })
})

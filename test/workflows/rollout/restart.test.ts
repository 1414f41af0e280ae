import {expect, test} from 'vitest'
import {restart} from '../../../src/workflows/rollout/restart.ts'
import {readAnswer} from '../../support/json.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'
import {appOf, GET_APP, PLACE, place} from './objects.ts'

const options = {place, target: {name: 'kubia'}, wait: false}
const RESTART = `${PLACE} rollout restart deployment.apps/kubia`

test('restart replaces the pods of an app, and says that they are replaced', async () => {
  const {asked, shown, result} = runRecorded(flow => restart(flow, options), {
    [GET_APP]: readAnswer([appOf('kubia:v1', 1)]),
    [RESTART]: {},
  })
  expect(await result).toMatchObject({metadata: {name: 'kubia'}})
  expect(asked).toContain(RESTART)
  expect(shown).toEqual([
    'start Look at app',
    'progress Look at app: in namespace shop',
    'ok Look at app: deployment kubia: 2/2 ready',
    'start Restart',
    'ok Restart: every pod is replaced',
    'skip Wait for rollout: not waited for (--wait=false)',
  ])
})

test('What is not there is not restarted', async () => {
  const {result} = runRecorded(flow => restart(flow, options), {kubectl: readAnswer([])})
  await expect(result).rejects.toMatchObject({error: {code: 'NOT_FOUND'}, step: {title: 'Look at app'}})
})

test('A plan prints the command and the wait, also without a cluster', async () => {
  const {plan, asked} = planRecorded(flow => restart(flow.onEmptyCluster(), {...options, wait: true}), {}, 60_000)
  expect((await plan).script).toBe(`${RESTART}\n${PLACE} rollout status deployment.apps/kubia --timeout=60s`)
  expect(asked).toEqual([])
})

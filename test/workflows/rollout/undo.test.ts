import {expect, test} from 'vitest'
import {deployment as deploymentKind} from '../../../src/kubernetes/kinds/deployment.ts'
import {type UndoOptions, undo} from '../../../src/workflows/rollout/undo.ts'
import {readAnswer} from '../../support/json.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'
import {appOf, GET_APP, PLACE, place, setOf} from './objects.ts'

const options = (more: Partial<UndoOptions> = {}): UndoOptions => ({
  place,
  target: {kind: deploymentKind, name: 'kubia'},
  toRevision: undefined,
  wait: false,
  ...more,
})
const SETS = `${PLACE} get replicasets.apps`
const UNDO = `${PLACE} rollout undo deployment.apps/kubia`
const history = {
  [GET_APP]: readAnswer([appOf('kubia:v3', 3)]),
  [SETS]: readAnswer([setOf('kubia:v1', 1), setOf('kubia:v3', 3), setOf('kubia:v2', 2)]),
}

test('undo shows what changes, and goes back to the version before', async () => {
  const {asked, shown, result} = runRecorded(flow => undo(flow, options()), {...history, [UNDO]: {}})
  expect(await result).toMatchObject({verdict: 'rolled back', object: {metadata: {name: 'kubia'}}})
  expect(shown).toEqual([
    'start Look at revisions',
    'progress Look at revisions: in namespace shop',
    'say   ~ spec.template.spec.containers[kubia].image: kubia:v3 → kubia:v2',
    'ok Look at revisions: deployment kubia, revision 3',
    'start Roll back',
    'progress Roll back: revision 3 → 2',
    'ok Roll back: revision 3 → 2',
    'skip Wait for rollout: not waited for (--wait=false)',
  ])
  expect(asked).toContain(`${UNDO} --to-revision=2`)
})

test('--to-revision names the version', async () => {
  const {asked, result} = runRecorded(flow => undo(flow, options({toRevision: 1})), {...history, [UNDO]: {}})
  await result
  expect(asked).toContain(`${UNDO} --to-revision=1`)
})

test('The newest version is what there is already: nothing is changed', async () => {
  const {asked, shown, result} = runRecorded(flow => undo(flow, options({toRevision: 3})), history)
  expect(await result).toMatchObject({verdict: 'unchanged'})
  expect(shown).toContain('skip Roll back: revision 3 is the newest already')
  expect(asked.filter(line => line.startsWith(UNDO))).toEqual([])
})

test.each([
  ['that is not kept', [1, 2], 9, 'deployment kubia has no revision 9 (there are 1, 2)'],
  ['where there is only one', [1], undefined, 'deployment kubia has no earlier revision to go back to'],
  ['where none is kept', [], 4, 'deployment kubia has no revision 4 (there are none)'],
])('A version %s is a failure that says what there is', async (_, revisions, toRevision, message) => {
  const {result} = runRecorded(flow => undo(flow, options({toRevision})), {
    ...history,
    [SETS]: readAnswer(revisions.map(number => setOf('kubia:v1', number))),
  })
  await expect(result).rejects.toMatchObject({
    error: {code: 'NOT_FOUND', message, details: {left: 'nothing was changed'}},
    step: {title: 'Look at revisions'},
  })
})

test('Of a stateful set, the versions are its ControllerRevisions', async () => {
  const revision = (number: number, image: string) => ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {name: `db-${number}`, ownerReferences: [{kind: 'StatefulSet', name: 'db', uid: 'uid-db'}]},
    revision: number,
    data: {spec: {template: {$patch: 'replace', spec: {containers: [{name: 'db', image}]}}}},
  })
  const db = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {name: 'db', uid: 'uid-db', generation: 1},
    spec: {selector: {matchLabels: {app: 'db'}}, template: {spec: {containers: []}}},
    status: {},
  }
  const {asked, shown, result} = runRecorded(flow => undo(flow, options({target: {name: 'db'}})), {
    [`${PLACE} get deployment.apps/db`]: readAnswer([db]),
    [`${PLACE} get controllerrevisions.apps -l app=db`]: readAnswer([revision(1, 'db:1'), revision(2, 'db:2')]),
    [`${PLACE} get statefulset.apps/db`]: readAnswer([db]),
    [`${PLACE} rollout undo`]: {},
  })
  expect(await result).toMatchObject({verdict: 'rolled back'})
  expect(shown).toContain('say   ~ spec.template.spec.containers[db].image: db:2 → db:1')
  expect(asked).toContain(`${PLACE} rollout undo statefulset.apps/db --to-revision=1`)
})

test('A plan looks as the run does, and prints the command with the revision', async () => {
  const {plan} = planRecorded(flow => undo(flow, options({wait: true})), history, 60_000)
  expect((await plan).script).toBe(
    `${UNDO} --to-revision=2\n${PLACE} rollout status deployment.apps/kubia --timeout=60s`,
  )
})

test('A plan without a cluster leaves the revision to kubectl', async () => {
  const {plan, asked} = planRecorded(flow => undo(flow.onEmptyCluster(), options()), {})
  expect((await plan).script).toBe(UNDO)
  expect(asked).toEqual([])
})

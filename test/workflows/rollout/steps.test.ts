import {expect, test} from 'vitest'
import {deployment as deploymentKind} from '../../../src/kubernetes/kinds/deployment.ts'
import {statefulSet} from '../../../src/kubernetes/kinds/statefulset.ts'
import {findApp, unseenApp} from '../../../src/workflows/rollout/find-app.ts'
import {lookAtApp, restartPods} from '../../../src/workflows/rollout/restart.ts'
import {chooseRevision, lookAtRevisions, rollBack, undoArgs} from '../../../src/workflows/rollout/undo.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {appOf, GET_APP, PLACE, place, setOf} from './objects.ts'

const options = {place, target: {kind: deploymentKind, name: 'kubia'}, wait: false, toRevision: undefined}
const look = <T>(ask: () => Promise<T>): Promise<T> => ask()
const app = appOf('kubia:v3', 3)
const revisions = [3, 2].map(number => ({number, template: {}})) as Parameters<typeof chooseRevision>[1]

test('The app is found by its kind and name', async () => {
  const {exec} = recordedExec({[GET_APP]: readAnswer([app])})
  expect((await findApp(exec, options)).metadata.name).toBe('kubia')
})

test('An app that cannot be looked at stands for itself in a plan, and a bare name is a deployment’s', () => {
  expect(unseenApp({name: 'web'})).toMatchObject({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}})
  expect(unseenApp({name: 'web', kind: statefulSet}).kind).toBe('StatefulSet')
})

test('The look at an app says how it does', async () => {
  const {exec} = recordedExec({[GET_APP]: readAnswer([app])})
  const {detail} = await lookAtApp({run: {exec}, look}, options, () => {})
  expect(detail).toBe('deployment kubia: 2/2 ready')
})

test('A restart is kubectl’s own command, and ends with the app as it is then', async () => {
  const {exec, asked} = recordedExec({[`${PLACE} rollout restart`]: {}, [GET_APP]: readAnswer([appOf('kubia:v3', 4)])})
  const {detail, value} = await restartPods({exec}, place, app).run(() => {})
  expect(detail).toBe('every pod is replaced')
  expect(value.metadata.annotations).toEqual({'deployment.kubernetes.io/revision': '4'})
  expect(asked[0]).toBe(`${PLACE} rollout restart deployment.apps/kubia`)
})

test('The revision to go back to is the one before the newest, or the one that is named', () => {
  expect(chooseRevision(app, revisions, undefined).number).toBe(2)
  expect(chooseRevision(app, revisions, 3).number).toBe(3)
})

test('A revision that is not there is refused with those that are', () => {
  expect(() => chooseRevision(app, revisions, 7)).toThrow('deployment kubia has no revision 7 (there are 2, 3)')
  expect(() => chooseRevision(app, revisions.slice(0, 1), undefined)).toThrow(
    'deployment kubia has no earlier revision to go back to',
  )
})

test('The look at revisions says what changes by going back', async () => {
  const {exec} = recordedExec({
    [GET_APP]: readAnswer([app]),
    [`${PLACE} get replicasets.apps`]: readAnswer([setOf('kubia:v3', 3), setOf('kubia:v2', 2)]),
  })
  const said: unknown[] = []
  const {detail, value} = await lookAtRevisions({run: {exec}, look, say: line => said.push(line)}, options, () => {})
  expect([detail, value.current, value.wanted]).toEqual(['deployment kubia, revision 3', 3, 2])
  expect(said).toEqual(['  ~ spec.template.spec.containers[kubia].image: kubia:v3 → kubia:v2'])
})

test('Going back is kubectl’s own command, which a plan prints', async () => {
  const {exec, asked} = recordedExec({[`${PLACE} rollout undo`]: {}, [GET_APP]: readAnswer([app])})
  const action = rollBack({exec}, {place}, {app, current: 3, wanted: 2})
  expect(await action.script()).toMatchObject([{args: expect.arrayContaining(['undo', '--to-revision=2'])}])
  expect(await action.run(() => {})).toMatchObject({detail: 'revision 3 → 2', value: {verdict: 'rolled back'}})
  expect(asked[0]).toBe(`${PLACE} rollout undo deployment.apps/kubia --to-revision=2`)
})

test('Where the revision is not known, kubectl chooses it', () => {
  expect(undoArgs('deployment.apps/web', undefined)).toEqual(['rollout', 'undo', 'deployment.apps/web'])
})

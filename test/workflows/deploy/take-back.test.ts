import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import {Undo} from '../../../src/process/undo.ts'
import {done} from '../../../src/workflow/step.ts'
import {orTakeBack, takeBackOnFailure} from '../../../src/workflows/deploy/take-back.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {appOf, GET_APP, PLACE, place, readyPod, setOf} from '../rollout/objects.ts'

const {signal} = new AbortController()
const before = appOf('kubia:v1', 4)
const set = setOf('kubia:v1', 4)
const PARTS = `${PLACE} get replicasets.apps,pods`
const scaled = (app: typeof before, replicas: number) => ({...app, spec: {...app.spec, replicas}})

/** Takes back an apply that has left this. */
const takeBack = async (known: typeof before | undefined, now: readonly object[]) => {
  const {exec, asked} = recordedExec({
    [GET_APP]: [readAnswer(now), readAnswer([before])],
    [PARTS]: readAnswer([set, readyPod('a', set), readyPod('b', set)]),
    [PLACE]: {},
  })
  const undo = new Undo()
  takeBackOnFailure({exec, signal, undo}, place, 'kubia', known)
  const [entry] = undo.take()
  return {title: entry?.title, text: await entry?.undo(), changed: asked.filter(line => !line.includes(' get '))}
}

test('A Deployment is made what it was: its version and its replicas', async () => {
  expect(await takeBack(before, [scaled(appOf('kubia:bad', 5), 3)])).toEqual({
    title: 'Roll back kubia',
    text: 'deployment kubia is as it was at revision 4: 2/2 ready',
    changed: [
      `${PLACE} rollout undo deployment.apps/kubia --to-revision=4`,
      `${PLACE} scale deployment.apps/kubia --replicas=2`,
    ],
  })
})

test('What the apply did not change is not taken back', async () => {
  expect(await takeBack(before, [before])).toMatchObject({text: '', changed: []})
})

test('A Deployment that was not there is deleted', async () => {
  expect(await takeBack(undefined, [appOf('kubia:bad', 1)])).toMatchObject({
    text: 'removed deployment kubia',
    changed: [`${PLACE} delete deployment.apps/kubia --ignore-not-found`],
  })
})

test('One that somebody else has deleted meanwhile stays so', async () => {
  expect(await takeBack(before, [])).toMatchObject({text: '', changed: []})
})

test('A wait that fails keeps nothing; one that ends well is as without it', async () => {
  const failed = new KubiaError('IMAGE_PULL', 'no such image', {keep: true, left: 'what was applied is still there'})
  const failing = {script: () => [], planned: [], run: async (): Promise<never> => Promise.reject(failed)}
  const error = await orTakeBack(failing, place, before, before)
    .run(() => {})
    .catch(thrown => thrown)
  expect(error).toMatchObject({code: 'IMAGE_PULL', message: 'no such image', details: {keep: false}})
  expect(error.details.left).toBeUndefined()
  const ending = {...failing, run: async () => done('2/2 ready', [])}
  expect(await orTakeBack(ending, place, before, before).run(() => {})).toEqual({detail: '2/2 ready', value: []})
})

test('In a plan, a failed wait takes back what the apply changes', async () => {
  const wait = {script: () => ['kubectl rollout status x'], planned: [], run: async () => done('', [])}
  const script = (known: typeof before | undefined) =>
    orTakeBack(wait, place, known, scaled(appOf('kubia:bad', 5), 3)).script()
  expect(await script(before)).toEqual([
    `kubectl rollout status x || { ${PLACE} rollout undo deployment.apps/kubia --to-revision=4; ${PLACE} scale deployment.apps/kubia --replicas=2; false; }`,
  ])
  expect(await script(undefined)).toEqual([
    `kubectl rollout status x || { ${PLACE} delete deployment.apps/kubia --ignore-not-found; false; }`,
  ])
})

import {expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import type {KubeObject} from '../../../src/kubernetes/types.ts'
import {Cancellation} from '../../../src/process/cancellation.ts'
import {waitForRollout} from '../../../src/workflows/rollout/way-back.ts'
import {pod, waiting} from '../../api-server/objects.ts'
import {recordedExec} from '../../support/exec.ts'
import {readAnswer} from '../../support/json.ts'
import {appOf, GET_APP, PLACE, place, readyPod, setOf} from './objects.ts'

const [before, newest] = [setOf('kubia:v1', 1), setOf('kubia:bad', 2)]
const stuck = pod(
  'new',
  {phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff', 'Back-off pulling image "kubia:bad"')]},
  newest,
)

/** The failure of a wait at a cluster with these parts of the app. */
const failure = async (parts: readonly KubeObject[], more: Parameters<typeof recordedExec>[0] = {}) => {
  const {exec} = recordedExec({
    ...more,
    [GET_APP]: readAnswer([appOf('kubia:bad', 2, false)]),
    [`${PLACE} get replicasets.apps,pods`]: readAnswer(parts),
    [`${PLACE} get events`]: readAnswer([]),
    'kubectl --context prod get nodes': readAnswer([]),
  })
  const cancellation = new Cancellation()
  const report = (): void => cancellation.abort(new KubiaError('TIMEOUT', 'not done in time'))
  const error = await waitForRollout({exec, cancellation}, place, [appOf('kubia:bad', 2, false)])
    .run(report)
    .catch(thrown => thrown)
  return error.details
}
const UNDO = {
  command: ['kubectl', 'kubia', 'undo', 'deployment', 'kubia', '--context', 'prod', '-n', 'shop'],
  comment: 'goes back to the version before',
}

test.each([
  [2, 'what was applied is still there; 2 pods of the version before still answer for deployment kubia'],
  [1, 'what was applied is still there; 1 pod of the version before still answers for deployment kubia'],
  [0, 'what was applied is still there; no pod of the version before still answers for deployment kubia'],
])(
  'A rollout that is stuck says that %i pods of the version before are left, and offers the way back',
  async (count, left) => {
    const old = Array.from({length: count}, (_, index) => readyPod(`old-${index}`, before))
    const details = await failure([before, newest, stuck, ...old])
    expect(details.left).toBe(left)
    expect(details.fix).toContainEqual(UNDO)
  },
)

test('A pod of the version before that is being deleted, or is not ready, does not answer', async () => {
  const leaving = readyPod('leaving', before)
  leaving.metadata.deletionTimestamp = '2026-01-01T00:00:00Z'
  const details = await failure([before, newest, stuck, leaving, pod('dead', {phase: 'Failed'}, before)])
  expect(details.left).toContain('no pod of the version before')
})

test('Where there is no version before, there is no way back', async () => {
  const details = await failure([newest, stuck])
  expect(details.left).toBe('what was applied is still there')
  expect(details.fix).not.toContainEqual(UNDO)
})

import {expect, test} from 'vitest'
import {Run} from '../../src/process/run.ts'
import {createPod, lookAtPod, type RunPodOptions, requireImage, runPod} from '../../src/workflows/run-pod.ts'
import {pod, ready} from '../api-server/objects.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {planRecorded, runRecorded} from '../support/workflow.ts'

const PLACE = 'kubectl --context prod --namespace shop'
const GET = `${PLACE} get pod/web`
const RUN = `${PLACE} run web --image=nginx:1.27`
const options = (more: Partial<RunPodOptions> = {}): RunPodOptions => ({
  place: {context: 'prod', namespace: 'shop'},
  spec: {name: 'web', image: 'nginx:1.27', env: [], args: [], command: false},
  wait: false,
  dryRun: false,
  ...more,
})
const web = (image = 'nginx:1.27') => {
  const made = pod('web', ready)
  return {...made, spec: {...made.spec, containers: [{name: 'web', image}]}}
}

test('A pod that is not there is made with kubectl’s own command', async () => {
  const {asked, shown, result} = runRecorded(flow => runPod(flow, options()), {
    [GET]: readAnswer([]),
    [RUN]: readAnswer([web()]),
  })
  expect(await result).toMatchObject({verdict: 'created', object: {metadata: {uid: 'uid-web'}}})
  expect(shown).toEqual([
    'start Look at pod',
    'progress Look at pod: pod web in namespace shop',
    'ok Look at pod: web: not there yet',
    'start Run pod',
    'progress Run pod: nginx:1.27',
    'ok Run pod: created',
    'skip Wait for pod: not waited for (--wait=false)',
  ])
  expect(asked.at(-1)).toBe(`${RUN} -o json`)
})

test('A pod that is what was asked for is left as it is', async () => {
  const {asked, shown, result} = runRecorded(flow => runPod(flow, options()), {[GET]: readAnswer([web()])})
  expect(await result).toMatchObject({verdict: 'unchanged'})
  expect(shown).toContain('skip Run pod: exists already, and is what was asked for')
  expect(asked).toHaveLength(1)
})

test('A pod that is another one is refused, with the field that differs', async () => {
  const {result} = runRecorded(flow => runPod(flow, options()), {[GET]: readAnswer([web('nginx:1.26')])})
  await expect(result).rejects.toMatchObject({
    error: {
      code: 'OBJECT_DIFFERS',
      message: expect.stringContaining('spec.containers[web].image: nginx:1.26 → nginx:1.27'),
    },
  })
})

test('The plan makes the pod and waits for it; its manifest stands for it', async () => {
  const {plan} = planRecorded(flow => runPod(flow, options({wait: true})), {[GET]: readAnswer([])}, 60_000)
  expect(await plan).toMatchObject({
    script: [RUN, `${PLACE} wait --for=condition=Ready pod/web --timeout=60s`].join('\n'),
    result: {object: {kind: 'Pod', metadata: {name: 'web', namespace: 'shop'}}},
  })
})

test('The plan for a pod that is there only waits for it', async () => {
  const {plan} = planRecorded(flow => runPod(flow, options({wait: true})), {[GET]: readAnswer([web()])})
  expect((await plan).script).toBe(`${PLACE} wait --for=condition=Ready pod/web`)
})

const look = <T>(ask: () => Promise<T>): Promise<T> => ask()

test('The look at a pod says how it does, or that it is not there', async () => {
  const detailOf = async (found: readonly object[]) => {
    const {exec} = recordedExec({[GET]: readAnswer(found)})
    return (await lookAtPod({run: {exec}, look}, options(), () => {})).detail
  }
  expect(await detailOf([])).toBe('web: not there yet')
  expect(await detailOf([web()])).toBe('web: 1/1 ready')
})

test('A pod that is made stays when the run fails later; of a dry run nothing does', async () => {
  const make = async (dryRun: boolean) => {
    const {exec} = recordedExec({[RUN]: readAnswer([web()])})
    const run = Object.assign(new Run({verbosity: 0, timeoutMs: 0, note: () => {}}), {exec})
    const {detail} = await createPod(run, options({dryRun}), options().spec).run(() => {})
    run.close()
    return [detail, ...run.undo.retained]
  }
  expect(await make(false)).toEqual(['created', 'pod web, as it was sent'])
  expect(await make(true)).toEqual(['server dry run: nothing is kept'])
})

test('A pod needs an image', () => {
  const {image: _, ...without} = options().spec
  expect(() => requireImage(without)).toThrow('required flag(s) "image" not set')
  expect(requireImage(options().spec)).toEqual(options().spec)
})

import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('told', ['--workers', '1'])
const kubia = (...args: string[]) => sim.kubia([...args, '--context', sim.context])
/** The sentences of a text, without their times and with the same name for each generated one. */
const sentences = (text: string): string[] =>
  text
    .split('\n')
    .flatMap(line => /^ *\d\d:\d\d:\d\d {2}(\S.*)$/.exec(line)?.[1] ?? [])
    .map(line => line.replaceAll(/\bweb-[a-z0-9]{8,10}(-[a-z0-9]{5})?/g, (_, pod?: string) => (pod ? 'POD' : 'SET')))

const MADE = [
  'The API server stores deployment web.',
  'The deployment controller scales replica set SET up to 1.',
  'The replica set controller makes pod POD.',
  'The scheduler puts pod POD on node NODE.',
  'The kubelet of NODE pulls image museopkim/kubia for pod POD.',
  'The kubelet of NODE has pulled image museopkim/kubia for pod POD, in 250ms.',
  'The kubelet of NODE makes container kubia of pod POD.',
  'The kubelet of NODE starts container kubia of pod POD.',
]
const anyNode = (lines: readonly string[]): string[] => lines.map(line => line.replaceAll(/told-\S*?worker\b/g, 'NODE'))

beforeAll(() => sim.ready)
afterAll(() => sim.stop(), 60_000)

test('deploy --explain tells each step behind it while it happens, and events tells the same afterwards', async () => {
  const {code, stdout, stderr} = await kubia(
    'deploy',
    'web',
    '--image',
    'museopkim/kubia',
    '--port',
    '8080',
    '--explain',
  )
  expect({code, stdout}, stderr).toEqual({code: 0, stdout: 'deployment.apps/web created\n'})
  expect(anyNode(sentences(stderr)).sort()).toEqual(MADE.toSorted())
  const told = await kubia('events', 'web')
  expect(anyNode(sentences(told.stdout)), told.stderr).toEqual(MADE)
})

test('scale --explain and expose --explain tell only what is new; events tells of pods that are gone', async () => {
  const scaled = await kubia('scale', 'web', '0', '--explain')
  expect(anyNode(sentences(scaled.stderr)).sort(), scaled.stderr).toEqual([
    'The API server stores deployment web as it is now.',
    'The deployment controller scales replica set SET down to 0.',
    'The kubelet of NODE stops container kubia of pod POD.',
    'The replica set controller deletes pod POD.',
  ])
  await kubia('scale', 'web', '1')
  const exposed = await kubia('expose', 'deployment', 'web', '--name', 'web-http', '--explain')
  expect(sentences(exposed.stderr).map(line => line.replace(/10\.96\.\S+\./, 'IP.'))).toEqual([
    'The API server stores service web-http, with address IP.',
    'The endpoints controller leads service web-http to POD.',
  ])
  const told = await kubia('events', 'deployment/web', '-o', 'json')
  const {events} = JSON.parse(told.stdout) as {events: {sentence: string}[]}
  const stopped = events.filter(({sentence}) => sentence.includes(' stops container kubia '))
  expect(stopped).toHaveLength(1)
})

test('run --explain tells of one pod, and a failure comes after what led to it', async () => {
  const {code, stderr} = await kubia('run', 'bad', '--image', 'museopkim/kubia:missing', '--explain')
  expect(code).toBe(6)
  const lines = anyNode(sentences(stderr))
  expect(lines.slice(0, 3)).toEqual([
    'The API server stores pod bad.',
    'The scheduler puts pod bad on node NODE.',
    'The kubelet of NODE pulls image museopkim/kubia:missing for pod bad.',
  ])
  expect(lines[3]).toContain('The kubelet of NODE cannot pull image museopkim/kubia:missing for pod bad: ')
})

test('events of what is not there are NOT_FOUND, and a namespace without any says so', async () => {
  expect(await kubia('events', 'nobody')).toMatchObject({code: 2, stdout: ''})
  const none = await kubia('events', '-n', 'kube-public')
  expect(none.code).toBe(0)
  expect(none.stderr).toContain('No events of namespace kube-public: the API server forgets them after an hour.\n')
})

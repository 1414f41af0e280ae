import {spawn} from 'node:child_process'
import {afterAll, beforeAll, describe, expect, inject, test, vi} from 'vitest'
import {statesOf} from '../walk/pod-states.ts'
import {must, start} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')!
takeTurn()
const at = ['--context', shared?.context ?? '', '-n', 'e2e-watch']
const kubectl = (...args: string[]): Promise<string> => must(shared.place, 'kubectl', ...args, ...at)
const wait = {timeout: 240_000, interval: 500}
/** For a test, in ms: a slow machine rolls out for minutes. */
const LIMIT_MS = 900_000

/** A kubectl that goes on until it is ended. */
const startKubectl = (...args: string[]) => {
  const child = spawn('kubectl', [...args, ...at], {
    env: {...process.env, ...shared.place.env},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return {printed: () => text, stop: () => void child.kill('SIGINT')}
}

describe.skipIf(skip)('status -w', () => {
  beforeAll(() => must(shared.place, 'kubectl', '--context', shared.context, 'create', 'namespace', 'e2e-watch'))
  afterAll(() =>
    must(shared.place, 'kubectl', '--context', shared.context, 'delete', 'namespace', 'e2e-watch', '--wait=false'),
  )

  test(
    'shows every state of a pod that kubectl get -w shows, while it is scaled, rolled out and deleted',
    async () => {
      const theirs = startKubectl('get', 'pods', '-w')
      const ours = start(shared.place, ['status', 'pods', '-w', ...at])
      const whole = start(shared.place, ['status', '-w', ...at])
      // A pod that is seen by all three says that they have begun.
      await vi.waitFor(async () => {
        await kubectl('delete', 'pod', 'probe', '--ignore-not-found', '--force')
        await kubectl('run', 'probe', '--image=museopkim/kubia', '--image-pull-policy=IfNotPresent')
        for (const {printed} of [theirs, ours, whole]) expect(printed()).toContain('probe')
      }, wait)
      await kubectl('create', 'deployment', 'web', '--image=museopkim/kubia:latest')
      const policy = '{"spec":{"template":{"spec":{"containers":[{"name":"kubia","imagePullPolicy":"IfNotPresent"}]}}}}'
      await kubectl('patch', 'deployment', 'web', '-p', policy)
      await kubectl('scale', 'deployment/web', '--replicas=3')
      await kubectl('rollout', 'status', 'deployment/web')
      await kubectl('rollout', 'restart', 'deployment/web')
      await kubectl('rollout', 'status', 'deployment/web')
      const [pod = ''] = (await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n')
      await kubectl('delete', pod)
      await kubectl('rollout', 'status', 'deployment/web')
      await kubectl('delete', 'deployment/web')
      await vi.waitFor(async () => expect(await kubectl('get', 'pods', '-l', 'app=web', '-o', 'name')).toBe(''), wait)
      await vi.waitFor(() => {
        const web = (text: string) =>
          Object.fromEntries(Object.entries(statesOf(text)).filter(([name]) => name.startsWith('web-')))
        const expected = web(theirs.printed())
        // Three, three more of the restart, and one in the place of the deleted one; the patch may have made more.
        expect(Object.keys(expected).length).toBeGreaterThanOrEqual(7)
        expect(web(ours.printed())).toEqual(expected)
        expect(web(whole.printed())).toEqual(expected)
        for (const name of Object.keys(expected)) expect(ours.printed()).toContain(`pod/${name} deleted\n`)
      }, wait)
      theirs.stop()
      for (const {signal} of [ours, whole]) signal('SIGINT')
      expect((await Promise.all([ours.end, whole.end])).map(({code}) => code)).toEqual([130, 130])
    },
    LIMIT_MS,
  )
})

import {spawn} from 'node:child_process'
import {existsSync, readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, inject, test, vi} from 'vitest'
import {useAction} from '../support/action-runner.ts'
import {containersOf, contexts, engine, makePlace, must, type Outcome} from './support.ts'

const skip = inject('skip') !== ''
const APP_IMAGE = 'museopkim/kubia:latest'
/** What a busy machine may take for one cluster, in ms. */
const LIMIT = 600_000

describe.skipIf(skip).concurrent('The GitHub Action on kind', () => {
  const place = makePlace()
  afterAll(() => rmSync(place.directory, {recursive: true}))
  const temporary = join(place.directory, 'temp')
  let uses = 0

  /** One use of the action in a job, with a cluster of one node. */
  const use = (inputs: Readonly<Record<string, string>>) => {
    uses += 1
    const action = useAction(join(place.directory, `use-${uses}`), temporary, {workers: '0', ...inputs})
    const start = ({file, env}: {file: string; env: Record<string, string>}) => {
      const child = spawn(process.execPath, [file], {env: {...process.env, ...place.env, ...env}})
      let text = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
      const ended = new Promise<Pick<Outcome, 'code' | 'stdout'>>(resolve =>
        child.once('close', code => resolve({code, stdout: text})),
      )
      return {child, text: () => text, ended}
    }
    return {
      ...action,
      startMain: () => start(action.main()),
      main: () => start(action.main()).ended,
      post: (status: string) => start(action.post(status)).ended,
    }
  }
  const name = (word: string): string => `e2e-action-${word}-${process.pid}`
  const annotations = (text: string): string[] => text.split('\n').filter(line => line.startsWith('::error'))

  test('two clusters in one job, one with an app that answers, leave nothing behind', {timeout: LIMIT}, async () => {
    const [shop, other] = [name('shop'), name('other')]
    const one = use({name: shop, app: APP_IMAGE, 'app-port': '8080', replicas: '2', expose: 'true'})
    const two = use({name: other})
    const main = await one.main()
    expect(main.code, main.stdout).toBe(0)
    expect((await two.main()).code).toBe(0)
    const {context, url = '', nodes} = one.outputs()
    expect({context, nodes}).toEqual({context: `kind-${shop}`, nodes: `${shop}-control-plane`})
    expect(await (await fetch(url)).text()).toContain("You've hit kubia-")
    expect(one.summary()).toContain(`| ${shop}-control-plane | Ready |`)
    expect(two.outputs()['context']).toBe(`kind-${other}`)
    for (const action of [two, one]) expect((await action.post('success')).code).toBe(0)
    expect([await containersOf(place, shop), await containersOf(place, other)]).toEqual([[], []])
    const {all} = await contexts(place)
    expect(all.filter(known => known === `kind-${shop}` || known === `kind-${other}`)).toEqual([])
  })

  test('an image that cannot be pulled, and a crash loop, are told by cause and log', {timeout: LIMIT}, async () => {
    const cluster = name('fails')
    const crashing = `${cluster}:1`
    const container = (await must(place, engine, 'create', APP_IMAGE)).trim()
    await must(
      place,
      engine,
      'commit',
      '--change',
      'ENTRYPOINT ["sh", "-c", "echo no config; exit 3"]',
      container,
      crashing,
    )
    await must(place, engine, 'rm', container)
    try {
      const pull = use({name: cluster, app: 'web=localhost:1/none:1', 'app-port': '80'})
      const first = await pull.main()
      expect(first.code, first.stdout).toBe(6)
      expect(annotations(first.stdout)).toHaveLength(1)
      expect(annotations(first.stdout)[0]).toMatch(/^::error title=IMAGE_PULL::/)
      const {code, logs = ''} = pull.outputs()
      expect(code).toBe('IMAGE_PULL')
      expect(readdirSync(logs)).toEqual(expect.arrayContaining(['events.txt', 'nodes', 'pods.txt', 'runs']))

      const crash = use({name: cluster, app: `job=${crashing}`, load: crashing})
      const second = await crash.main()
      expect(second.code, second.stdout).toBe(6)
      expect(annotations(second.stdout)[0]).toMatch(/^::error title=CRASH_LOOP::/)
      expect(crash.summary()).toContain('no config')

      expect((await crash.post('failure')).stdout).toContain("is not this step's")
      const post = await pull.post('failure')
      expect(post.code, post.stdout).toBe(0)
      expect(await containersOf(place, cluster)).toEqual([])
    } finally {
      await must(place, engine, 'rmi', '-f', crashing)
    }
  })

  test('a job that is cancelled in `kind create` keeps the logs and nothing else', {timeout: LIMIT}, async () => {
    const cluster = name('cancelled')
    const action = use({name: cluster})
    const {child, text, ended} = action.startMain()
    await vi.waitFor(async () => expect(await containersOf(place, cluster)).toHaveLength(1), {
      timeout: LIMIT / 2,
      interval: 200,
    })
    expect(text()).toContain('::group::Create cluster')
    child.kill('SIGINT')
    const term = setTimeout(() => child.kill('SIGTERM'), 7500)
    const main = await ended
    clearTimeout(term)
    expect(main.code, main.stdout).toBe(130)
    const post = await action.post('cancelled')
    expect(post.code, post.stdout).toBe(0)
    expect(post.stdout.indexOf('Keep logs')).toBeLessThan(post.stdout.indexOf('::group::Delete cluster'))
    expect(existsSync(join(temporary, 'kubia/logs', cluster, 'runs'))).toBe(true)
    expect(await containersOf(place, cluster)).toEqual([])
  })
})

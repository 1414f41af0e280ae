import {mkdirSync, rmSync, truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, describe, expect, inject, test} from 'vitest'
import {onAnyEngine} from '../support/on-any-engine.ts'
import {engine, kubia, must, start} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')!
takeTurn()
const BASE = 'museopkim/kubia:latest'
const TAG = `kubia-e2e-load:${process.pid}`
const APP = `loaded-${process.pid}`

const ofEngine = (...args: string[]): Promise<string> => must(shared.place, engine, ...args)
const nodes = (): string[] => shared.nodes
const ctr = (node: string, ...args: string[]): Promise<string> =>
  ofEngine('exec', node, 'ctr', '--namespace=k8s.io', 'images', ...args)

/** The ids of all that was built: a tag that moves on leaves an image without a name. */
const built: string[] = []

/** Of a registry, so that each engine writes this very name into an archive: podman puts localhost/ in front of others. */
const ARCHIVED = `registry.example.com/${TAG}`

/** Builds an image again with a file of this content. */
const build = async (content: string, tag = TAG): Promise<void> => {
  const folder = join(shared.place.directory, 'source')
  mkdirSync(folder, {recursive: true})
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${BASE}\nCOPY content /content\n`)
  writeFileSync(join(folder, 'content'), content)
  await ofEngine('build', '-q', '-t', tag, folder)
  built.push((await ofEngine('image', 'inspect', '--format', '{{.Id}}', tag)).trim())
}

const load = async (...words: string[]) => {
  const {code, stdout, stderr} = await kubia(shared.place, ['load', ...words, '--name', shared.cluster, '-o', 'json'])
  return {code, stderr, images: code === 0 ? JSON.parse(stdout).images : undefined}
}

/** The digest that a node's containerd has for the tag; empty where it has none. */
const digestOn = async (node: string): Promise<string> =>
  (await ctr(node, 'list', `name==docker.io/library/${TAG}`)).split(/\s+/).find(word => word.startsWith('sha256:')) ??
  ''

afterAll(async () => {
  if (skip) return
  const images = (await ofEngine('images', '--format', '{{.Repository}}:{{.Tag}}')).split('\n')
  const ours = images.filter(image => image.endsWith(TAG) || image.startsWith(`kubia.local/${APP}:`))
  const left = [...ours, ...built]
  if (left.length > 0) await ofEngine('rmi', '-f', ...left)
})

describe.skipIf(skip)('load', () => {
  test('brings an image to the nodes that lack it, and again once it is built again', onAnyEngine, async () => {
    await build('one')
    expect((await load(TAG)).images).toEqual([{image: TAG, outcome: 'loaded', nodes: nodes()}])
    expect((await load(TAG)).images).toEqual([{image: TAG, outcome: 'unchanged', nodes: []}])

    const before = await digestOn(nodes()[0] as string)
    await ctr(nodes().at(-1) as string, 'rm', '--sync', `docker.io/library/${TAG}`)
    expect((await load(TAG)).images).toEqual([{image: TAG, outcome: 'loaded', nodes: nodes().slice(-1)}])

    await build('two')
    expect((await load(TAG)).images).toEqual([{image: TAG, outcome: 'loaded', nodes: nodes()}])
    const after = await Promise.all(nodes().map(digestOn))
    expect(new Set(after).size).toBe(1)
    expect(after[0]).not.toBe(before)
    expect((await load(TAG)).images).toEqual([{image: TAG, outcome: 'unchanged', nodes: []}])
  })

  test('takes archives, and refuses one that is cut short before it sends anything', onAnyEngine, async () => {
    await build('three', ARCHIVED)
    const file = join(shared.place.directory, 'images.tar')
    rmSync(file, {force: true})
    await ofEngine('save', ARCHIVED, '-o', file)
    expect((await load(file)).images).toEqual([{image: ARCHIVED, outcome: 'loaded', nodes: nodes()}])
    expect((await load(file, ARCHIVED)).images).toEqual([
      {image: ARCHIVED, outcome: 'unchanged', nodes: []},
      {image: ARCHIVED, outcome: 'unchanged', nodes: []},
    ])
    truncateSync(file, 4_000_000)
    await build('four', ARCHIVED)
    const {code, stderr} = await load(file, ARCHIVED)
    expect(code).toBe(2)
    expect(stderr).toContain(`${file} cannot be loaded: it is cut short`)
    expect((await load(ARCHIVED)).images).toEqual([{image: ARCHIVED, outcome: 'loaded', nodes: nodes()}])
  })

  test('interrupted, leaves nothing under way on the nodes', async () => {
    await build(`five ${'x'.repeat(20_000_000)}`)
    const before = await digestOn(nodes()[0] as string)
    const run = start(shared.place, ['load', TAG, '--name', shared.cluster, '--progress', 'json'])
    await expect.poll(run.said, {timeout: 60_000, interval: 20}).toMatch(/MB to \d nodes?/)
    run.signal('SIGINT')
    const {code} = await run.end
    expect(code).toBe(130)
    for (const node of nodes()) {
      const idle = async () => (await ofEngine('exec', node, 'sh', '-c', 'ps -ef | grep "[c]tr --name" || true')).trim()
      await expect.poll(idle, {timeout: 10_000}).toBe('')
      expect(await digestOn(node)).toBe(before)
    }
  })
})

describe.skipIf(skip)('deploy --build', () => {
  test('rolls a changed source out, and leaves an unchanged one alone', onAnyEngine, async () => {
    const folder = join(shared.place.directory, 'app')
    mkdirSync(folder, {recursive: true})
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${BASE}\nCOPY greeting /greeting\n`)
    writeFileSync(join(folder, 'greeting'), 'one\n')
    const deploy = () =>
      kubia(shared.place, ['deploy', APP, '--build', folder, '--port', '8080', '--context', shared.context])
    const greeting = () =>
      must(shared.place, 'kubectl', '--context', shared.context, 'exec', `deploy/${APP}`, '--', 'cat', '/greeting')
    try {
      expect(await deploy()).toMatchObject({code: 0, stdout: `deployment.apps/${APP} created\n`})
      expect(await deploy()).toMatchObject({code: 0, stdout: `deployment.apps/${APP} unchanged\n`})
      expect(await greeting()).toBe('one\n')
      writeFileSync(join(folder, 'greeting'), 'two\n')
      expect(await deploy()).toMatchObject({code: 0, stdout: `deployment.apps/${APP} configured\n`})
      expect(await greeting()).toBe('two\n')

      writeFileSync(join(folder, 'Dockerfile'), `FROM ${BASE}\nCOPY nothing /nothing\n`)
      const failed = await deploy()
      expect(failed.code).toBe(6)
      expect(failed.stderr).toContain('[BUILD_FAILED]')
      expect(failed.stderr).toMatch(/COPY.* nothing/)
      // A step that runs, and fails, has a container.
      const containers = async () => {
        const all = (await ofEngine('ps', '-a', '--format', '{{.ID}} {{.Names}}')).split('\n')
        return all.filter(line => !/-(?:control-plane|worker)\d*$/.test(line))
      }
      const before = await containers()
      writeFileSync(join(folder, 'Dockerfile'), `FROM ${BASE}\nRUN exit 3\n`)
      expect(await deploy()).toMatchObject({code: 6})
      expect(await containers()).toEqual(before)
      expect(await greeting()).toBe('two\n')
    } finally {
      await must(shared.place, 'kubectl', '--context', shared.context, 'delete', 'deploy', APP, '--wait=false')
    }
  })
})

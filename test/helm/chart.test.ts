import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startSimCluster} from '../support/sim-cluster.ts'

const sim = startSimCluster('helm', ['--workers', '1'])
beforeAll(() => sim.ready)
afterAll(() => sim.stop())

/** What a newcomer turns on in a chart that `helm create` made; its test is a hook that is there from the beginning. */
const VALUES = `
image: {repository: nginx, tag: "1.27"}
ingress:
  enabled: true
  className: nginx
  hosts: [{host: shop.invalid, paths: [{path: /, pathType: ImplementationSpecific}]}]
autoscaling: {enabled: true, minReplicas: 2, maxReplicas: 3}
`
const KINDS = 'deployments,replicasets,services,ingresses,horizontalpodautoscalers,serviceaccounts,pods'

/** The pod of the chart's test: Helm leaves what a hook has made. */
const HOOK = 'pod/web-shop-test-connection\n'

describe.each(['3', '4'])('Helm %s', major => {
  const namespace = `helm-${major}`
  const folder = join(sim.directory, namespace)
  const values = join(folder, 'values.yaml')
  const chart = join(folder, 'shop')
  const helm = (...args: string[]) =>
    sim.run(join(import.meta.dirname, 'bin', `helm-${major}`), ['-n', namespace, ...args], {env: {HOME: folder}})
  /** A command of Helm that ends well. @returns its standard output */
  const done = async (...args: string[]): Promise<string> => {
    const {code, stdout, stderr} = await helm(...args)
    expect(code, `helm ${args.join(' ')}\n${stdout}${stderr}`).toBe(0)
    return stdout
  }
  const history = async (): Promise<string[]> => {
    const all = JSON.parse(await done('history', 'web', '-o', 'json')) as {revision: number; status: string}[]
    return all.map(({revision, status}) => `${revision} ${status}`)
  }
  const image = () =>
    sim.kubectl('-n', namespace, 'get', 'deployment/web-shop', '-o', 'jsonpath={..containers[0].image}')
  /** What there is of charts in the namespace, as `kubectl get -o name` has it. */
  const left = async (): Promise<string> =>
    sim.kubectl('-n', namespace, 'get', KINDS, '-o', 'name', '-l', 'helm.sh/chart')

  beforeAll(async () => {
    mkdirSync(folder, {recursive: true})
    writeFileSync(values, VALUES)
    await sim.kubectl('create', 'namespace', namespace)
    await done('create', chart)
  })

  test('is of that version', async () => {
    expect(await done('version', '--short')).toMatch(new RegExp(`^v${major}\\.`))
  })

  test('installs a chart of helm create with an ingress and autoscaling, and waits until it is ready', async () => {
    const said = await done('install', 'web', chart, '-f', values, '--wait', '--timeout', '60s')
    expect(said).toMatch(/^STATUS: deployed$/m)
    expect(await image()).toBe('nginx:1.27')
    expect(
      await sim.kubectl('-n', namespace, 'get', 'deployment/web-shop', '-o', 'jsonpath={.status.readyReplicas}'),
    ).toBe('1')
    await sim.kubectl('-n', namespace, 'wait', 'ingress/web-shop', '--for=jsonpath={.status.loadBalancer.ingress}')
    const hit = JSON.parse(
      (await sim.kubia(['hit', 'ingress/web-shop', '-n', '2', '-o', 'json', '--namespace', namespace])).stdout,
    )
    expect(hit).toMatchObject({service: 'web-shop', answered: 2, lost: 0})
  })

  test('runs the chart’s test', async () => {
    expect(await done('test', 'web', '--timeout', '60s')).toMatch(/^Phase: +Succeeded$/m)
  })

  test('upgrades, and rolls back', async () => {
    await done('upgrade', 'web', chart, '-f', values, '--set', 'image.tag=1.28', '--wait', '--timeout', '60s')
    expect(await image()).toBe('nginx:1.28')
    expect(await done('rollback', 'web', '1', '--wait', '--timeout', '60s')).toMatch(/^Rollback was a success/)
    expect(await image()).toBe('nginx:1.27')
    expect(await history()).toEqual(['1 superseded', '2 superseded', '3 deployed'])
  })

  test('takes an upgrade back that fails, with --atomic', async () => {
    const failing = ['--set', 'image.tag=missing', '--atomic', '--timeout', '10s']
    const {code, stderr} = await helm('upgrade', 'web', chart, '-f', values, ...failing)
    expect(code).toBe(1)
    expect(stderr).toContain('UPGRADE FAILED: release web failed, and has been rolled back due to')
    expect(await image()).toBe('nginx:1.27')
    expect((await history()).slice(-3)).toEqual(['3 superseded', '4 failed', '5 deployed'])
  })

  test('uninstalls all of it but the pod of its test', async () => {
    expect(await done('uninstall', 'web', '--wait')).toBe('release "web" uninstalled\n')
    await expect.poll(left, {timeout: 30_000}).toBe(HOOK)
  })

  test('uninstalls what it could not install, and installs it again', async () => {
    const {code, stderr} = await helm(
      'install',
      'web',
      chart,
      '-f',
      values,
      '--set',
      'image.tag=missing',
      '--wait',
      '--timeout',
      '5s',
    )
    expect(code).toBe(1)
    expect(stderr).toContain('INSTALLATION FAILED')
    expect(await history()).toEqual(['1 failed'])
    await done('uninstall', 'web', '--wait')
    await expect.poll(left, {timeout: 30_000}).toBe(HOOK)
    await done('install', 'web', chart, '-f', values, '--wait', '--timeout', '60s')
    expect(await history()).toEqual(['1 deployed'])
  })
})

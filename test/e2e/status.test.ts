import {afterAll, beforeAll, describe, expect, inject, test, vi} from 'vitest'
import {kubia, must, type Outcome} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')!
takeTurn()
const NAMESPACE = 'e2e-status'
/** What `status` lists, as kubectl takes it. */
const ALL =
  'nodes,deployments.apps,statefulsets.apps,daemonsets.apps,replicationcontrollers,cronjobs.batch,jobs.batch,pods,services,ingresses.networking.k8s.io'

const kubectl = (...args: string[]): Promise<string> =>
  must(shared.place, 'kubectl', '--context', shared.context, ...args)
const status = (...args: string[]): Promise<Outcome> =>
  kubia(shared.place, ['status', '--context', shared.context, ...args])

const container = {
  name: 'kubia',
  image: 'museopkim/kubia:latest',
  imagePullPolicy: 'IfNotPresent',
  ports: [{containerPort: 8080}],
}
const template = (app: string, changes: object = {}) => ({
  metadata: {labels: {app}},
  spec: {containers: [container], ...changes},
})
const crashing = {...container, command: ['sh', '-c', 'exit 3']}
const named = (name: string) => ({metadata: {name, namespace: NAMESPACE}})
const selector = (app: string) => ({matchLabels: {app}})

/** One of everything that `status` knows, in good and in bad states. */
const objects = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...named('web'),
    spec: {replicas: 2, selector: selector('web'), template: template('web')},
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    ...named('store'),
    spec: {replicas: 1, serviceName: 'store', selector: selector('store'), template: template('store')},
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    ...named('agent'),
    spec: {selector: selector('agent'), template: template('agent')},
  },
  {
    apiVersion: 'v1',
    kind: 'ReplicationController',
    ...named('old'),
    spec: {replicas: 1, selector: {app: 'old'}, template: template('old')},
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...named('once'),
    spec: {template: template('once', {restartPolicy: 'Never', containers: [{...container, command: ['true']}]})},
  },
  {apiVersion: 'v1', kind: 'Pod', ...named('alone'), spec: {containers: [container]}},
  {apiVersion: 'v1', kind: 'Pod', ...named('failing'), spec: {containers: [crashing], restartPolicy: 'Never'}},
  {apiVersion: 'v1', kind: 'Pod', ...named('nowhere'), spec: {containers: [container], nodeSelector: {disk: 'gold'}}},
  {
    apiVersion: 'v1',
    kind: 'Pod',
    ...named('imageless'),
    spec: {containers: [{...container, image: 'localhost:1/none:1'}]},
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    ...named('web'),
    spec: {type: 'LoadBalancer', selector: {app: 'web'}, ports: [{name: 'http', port: 80, targetPort: 8080}]},
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    ...named('store'),
    spec: {clusterIP: 'None', selector: {app: 'store'}, ports: [{port: 8080}]},
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    ...named('node-port'),
    spec: {type: 'NodePort', selector: {app: 'web'}, ports: [{port: 8080}]},
  },
]

const nightly = {
  kind: 'CronJob',
  ...named('nightly'),
  spec: {
    schedule: '0 3 1 1 *',
    suspend: true,
    jobTemplate: {spec: {template: template('nightly', {restartPolicy: 'Never'})}},
  },
}

/** A time that goes on, as kubectl prints it: `4s`, `2m5s`, `3d2h`. */
const AGE = /(?<=[\s(])(?:\d+[smhdy]){1,2}(?=[\s)])/g
const UNITS: Record<string, number> = {s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000}

/** The ages of a table, in seconds. */
const agesOf = (text: string): number[] =>
  [...text.matchAll(AGE)].map(([age]) =>
    [...age.matchAll(/(\d+)(.)/g)].reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? NaN), 0),
  )
const withoutAges = (text: string): string => text.replace(AGE, age => '-'.repeat(age.length))

/** Ours is what kubectl prints, with ages between those that it prints before and after. */
const sameText = (ours: () => Promise<string>, theirs: () => Promise<string>): Promise<void> =>
  // Once more where an age becomes longer in between, or a controller acts.
  vi.waitFor(
    async () => {
      const before = await theirs()
      const text = await ours()
      const after = await theirs()
      expect(withoutAges(text)).toBe(withoutAges(before))
      const [from, to] = [agesOf(before), agesOf(after)]
      const outside = agesOf(text).filter((age, at) => age < (from[at] ?? NaN) || age > (to[at] ?? NaN))
      expect(outside, `${before}\n${text}\n${after}`).toEqual([])
    },
    {timeout: 120_000, interval: 50},
  )

/** `status` without the line of the cluster and the verdicts, which stand above. */
const tables = async (...args: string[]): Promise<string> =>
  (await status(...args)).stdout
    .replace(/^[^\n]*\n[^\n]*\n\n/, '')
    .replace(/^(NAMESPACE +)?APP +HEALTH\n[\s\S]*?\n\n/, '')

describe.skipIf(skip)('status', () => {
  beforeAll(async () => {
    await kubectl('create', 'namespace', NAMESPACE)
    const versions = (await kubectl('api-resources', '--api-group=batch', '--no-headers')).match(
      /batch\/\S+(?= +true +CronJob)/,
    )
    const cronJob = {apiVersion: versions?.[0] ?? 'batch/v1', ...nightly}
    const list = JSON.stringify({apiVersion: 'v1', kind: 'List', items: [...objects, cronJob]})
    const file = `${shared.place.directory}/status.json`
    await import('node:fs/promises').then(({writeFile}) => writeFile(file, list))
    await kubectl('apply', '-f', file)
    await kubectl('-n', NAMESPACE, 'rollout', 'status', 'deployment/web', '--timeout=120s')
    await kubectl('-n', NAMESPACE, 'wait', '--for=condition=Complete', 'job/once', '--timeout=120s')
    await vi.waitFor(
      async () =>
        expect(
          await kubectl('-n', NAMESPACE, 'get', 'pod', 'failing', 'alone', '-o', 'jsonpath={.items[*].status.phase}'),
        ).toBe('Failed Running'),
      {timeout: 120_000, interval: 500},
    )
  })

  afterAll(() => kubectl('delete', 'namespace', NAMESPACE, '--wait=false'))

  test('begins with the cluster, its context, the server, its version and the provider', async () => {
    const {stdout} = await status('-n', NAMESPACE)
    const view = JSON.parse(await must(shared.place, 'kubectl', 'config', 'view', '-o', 'json'))
    const server = view.clusters.find(({name}: {name: string}) => name === shared.context).cluster.server
    const version = JSON.parse(await kubectl('version', '-o', 'json')).serverVersion.gitVersion
    const [headings, values] = stdout.split('\n')
    expect(headings?.split(/\s+/)).toEqual(['CLUSTER', 'CONTEXT', 'SERVER', 'VERSION', 'PROVIDER'])
    expect(values?.split(/\s+/)).toEqual([shared.cluster, shared.context, server, version, 'kind'])
  })

  test('prints the very tables of kubectl get', () =>
    sameText(
      () => tables('-n', NAMESPACE),
      () => kubectl('get', ALL, '-n', NAMESPACE),
    ))

  test('prints the very tables of kubectl get -o wide', () =>
    sameText(
      () => tables('-n', NAMESPACE, '-o', 'wide'),
      () => kubectl('get', ALL, '-n', NAMESPACE, '-o', 'wide'),
    ))

  test('prints the very tables of kubectl get -A -o wide', () =>
    sameText(
      () => tables('-A', '-o', 'wide'),
      () => kubectl('get', ALL, '-A', '-o', 'wide'),
    ))

  test.each([
    'pods',
    'nodes',
    'services',
    'deployments',
    'statefulsets',
    'daemonsets',
    'replicationcontrollers',
    'cronjobs',
    'jobs',
    'namespaces',
  ])('of %s alone prints what kubectl prints', kind =>
    sameText(
      async () => (await status(kind, '-n', NAMESPACE, '-o', 'wide')).stdout,
      () => kubectl('get', kind, '-n', NAMESPACE, '-o', 'wide'),
    ),
  )

  test('says of a cron job that it is suspended', async () => {
    const {code, stdout} = await status('cronjob', 'nightly', '-n', NAMESPACE, '--exit-code')
    expect([code, stdout.split('\n')[1]?.split(/ {2,}/).slice(0, 2)]).toEqual([0, ['nightly', '0 3 1 1 *']])
    const {apps} = JSON.parse((await status('cronjob', '-n', NAMESPACE, '-o', 'json')).stdout)
    expect(apps).toEqual([
      {
        app: 'cronjob.batch/nightly',
        namespace: NAMESPACE,
        healthy: true,
        ready: 0,
        desired: 0,
        summary: 'suspended',
      },
    ])
  })

  test('has the raw objects in -o json', async () => {
    const {stdout} = await status('-n', NAMESPACE, '-o', 'json')
    const {kind, context, items} = JSON.parse(stdout)
    expect({kind, context}).toEqual({kind: 'Status', context: shared.context})
    const names = items
      .filter((item: {kind: string}) => item.kind === 'Service')
      .map((item: {metadata: {name: string}}) => item.metadata.name)
    expect(names.sort()).toEqual(['node-port', 'store', 'web'])
  })

  test('names objects with -o name as kubectl does', async () => {
    const {stdout} = await status('-n', NAMESPACE, '-o', 'name', 'pods,services')
    expect(stdout).toBe(await kubectl('get', 'pods,services', '-n', NAMESPACE, '-o', 'name'))
  })

  test('of one node has the values of kubectl describe node', async () => {
    const node = `${shared.cluster}-worker`
    const ours = (await status('node', node)).stdout
    const theirs = await kubectl('describe', 'node', node)
    const block = (text: string, title: string): string =>
      new RegExp(`^${title}.*\\n((?: +.*\\n)+)`, 'm').exec(text)?.[1]?.replaceAll(/ +/g, ' ') ?? `no ${title}`
    for (const title of ['Addresses:', 'Capacity:', 'Allocatable:', 'Allocated resources:'])
      expect(block(ours, title)).toBe(block(theirs, title))
    const pods = (text: string): string[] =>
      [...text.matchAll(new RegExp(`^ +(${NAMESPACE}|kube-system) +(\\S+)`, 'gm'))].map(([, , name]) => name ?? '')
    expect(pods(ours).length).toBeGreaterThan(0)
    expect(pods(ours)).toEqual(pods(theirs))
  })

  test('shows what may be listed and tells the rest in one line', async () => {
    await kubectl('-n', NAMESPACE, 'create', 'serviceaccount', 'guest')
    await kubectl(
      '-n',
      NAMESPACE,
      'create',
      'rolebinding',
      'guest',
      '--clusterrole=view',
      `--serviceaccount=${NAMESPACE}:guest`,
    )
    const user = `system:serviceaccount:${NAMESPACE}:guest`
    const secret = await vi.waitFor(async () => {
      const name = await kubectl('-n', NAMESPACE, 'get', 'serviceaccount', 'guest', '-o', 'jsonpath={.secrets[0].name}')
      expect(name).not.toBe('')
      return name
    })
    const token = Buffer.from(
      await kubectl('-n', NAMESPACE, 'get', 'secret', secret, '-o', 'jsonpath={.data.token}'),
      'base64',
    ).toString()
    const kubeconfig = `${shared.place.directory}/guest`
    const raw = await must(shared.place, 'kubectl', 'config', 'view', '--raw', '-o', 'json')
    const config = JSON.parse(raw)
    config.users = [{name: 'guest', user: {token}}]
    config.contexts = [{name: 'guest', context: {cluster: shared.context, user: 'guest', namespace: NAMESPACE}}]
    config['current-context'] = 'guest'
    await import('node:fs/promises').then(({writeFile}) => writeFile(kubeconfig, JSON.stringify(config), {mode: 0o600}))
    const {code, stdout, stderr} = await kubia(shared.place, ['status', '--kubeconfig', kubeconfig])
    expect(code).toBe(0)
    expect(stderr).toBe(`warning: not shown, since ${user} may not list it: nodes\n`)
    expect(stdout).toMatch(/^pod\/alone +1\/1/m)
  })

  test.each([
    [['status', '--context', 'nope'], 2, 'error: context "nope" does not exist  [CONTEXT_MISSING]'],
    [['status', 'node', 'nope'], 2, 'error: nodes "nope" not found  [NOT_FOUND]'],
    [
      ['status', 'spork'],
      2,
      'error: "spork" is neither a kind of this server nor an app or service in namespace default  [NOT_FOUND]',
    ],
  ])('%j ends with %i', async (args, code, message) => {
    const outcome = await kubia(shared.place, args)
    expect(outcome.code).toBe(code)
    expect(outcome.stderr.split('\n')[0]).toBe(message)
    expect(outcome.stdout).toBe('')
  })
})

import {readFileSync, writeFileSync} from 'node:fs'
import {afterAll, describe, expect, test} from 'vitest'
import {cutting, failing, only, page, sending, silent, trickling, warning, well} from '../support/api/behaviours.ts'
import {OBJECTS, type RawObject} from '../support/api/objects.ts'
import {type Behaviour, type FakeApi, sendJson, startFakeApi} from '../support/api/server.ts'
import {expectCalm, placeCluster} from '../support/hostile.ts'
import {createMachine, type Machine, realKubectl, steady, useRealKubectl} from '../support/machine.ts'

const started: FakeApi[] = []
afterAll(async () => {
  await Promise.all(started.map(api => api.close()))
})

/** A machine whose current context leads to a server that behaves in this way. */
const machineAt = async (behaviour: Behaviour): Promise<{machine: Machine; api: FakeApi}> => {
  const api = await startFakeApi(behaviour)
  started.push(api)
  const machine = createMachine()
  useRealKubectl(machine)
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'fake',
    contexts: [{name: 'fake', context: {cluster: 'fake', user: 'u'}}],
    clusters: [{name: 'fake', cluster: {server: api.url}}],
    users: [{name: 'u', user: {token: 't'}}],
  }
  writeFileSync(machine.kubeconfig, JSON.stringify(config))
  return {machine, api}
}

/** A machine with a local cluster whose API server behaves in this way. */
const clusterAt = async (
  behaviour: Behaviour,
  objects: readonly RawObject[] = OBJECTS,
): Promise<{machine: Machine; api: FakeApi}> => {
  const api = await startFakeApi(behaviour, {objects})
  started.push(api)
  const machine = createMachine()
  placeCluster(machine)
  useRealKubectl(machine)
  machine.answer('kind', 'export-kubeconfig', 'exit 0')
  machine.put('m.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n')
  const config = readFileSync(machine.kubeconfig, 'utf8')
  writeFileSync(machine.kubeconfig, config.replace('https://127.0.0.1:1', api.url))
  return {machine, api}
}

const forbidden = 'pods is forbidden: User "joe" cannot list resource "pods" in API group "" at the cluster scope'

/** How a server misbehaves, and the message and code that it comes to. */
const SERVERS: Readonly<Record<string, readonly [Behaviour, message: string]>> = {
  'a web page with 200': [
    page(200),
    'what answers at URL is not a Kubernetes API server: it sends web pages  [NOT_KUBERNETES]',
  ],
  'a web page with 403': [
    page(403),
    'what answers at URL is not a Kubernetes API server: it sends web pages  [NOT_KUBERNETES]',
  ],
  'a web page with 502': [
    page(502),
    'what answers at URL is not a Kubernetes API server: it sends web pages  [NOT_KUBERNETES]',
  ],
  noise: [
    sending('\0\u0001noise'),
    'what answers at URL is not a Kubernetes API server: it does not send what one sends  [NOT_KUBERNETES]',
  ],
  'no bytes': [
    sending(''),
    'what answers at URL is not a Kubernetes API server: it does not send what one sends  [NOT_KUBERNETES]',
  ],
  'a redirect to itself': [
    sending('', 'text/plain', 302, {location: '/version'}),
    'what answers at URL is not a Kubernetes API server: it redirects again and again  [NOT_KUBERNETES]',
  ],
  401: [failing(401, 'Unauthorized', 'Unauthorized'), 'the API server does not know this user  [FORBIDDEN]'],
  403: [failing(403, 'Forbidden', forbidden), 'the API server at URL refuses this user  [FORBIDDEN]'],
  429: [
    failing(429, 'TooManyRequests', 'slow down'),
    'the API server at URL answers 429 Too Many Requests  [API_FAILING]',
  ],
  500: [
    failing(500, 'InternalError', 'etcd is gone'),
    'the API server at URL answers 500 Internal Server Error  [API_FAILING]',
  ],
  503: [
    failing(503, 'ServiceUnavailable', 'starting'),
    'the API server at URL answers 503 Service Unavailable  [API_FAILING]',
  ],
  'an answer that is cut': [
    cutting,
    'the API server at URL closes the connection before its answer is whole  [API_FAILING]',
  ],
}

describe.skipIf(!realKubectl).concurrent('A server that sends', () => {
  test.each(Object.entries(SERVERS))('%s is told as what it is', async (_, [behaviour, message]) => {
    const {machine, api} = await machineAt(behaviour)
    const outcome = await machine.kubia(['status'])
    expectCalm(outcome)
    const [headline = ''] = steady(outcome.stderr).split('\n')
    expect(headline.replace(api.url, 'URL').replace(/ +(?=\[)/, '  ')).toBe(`✖ ${message}`)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
  })
})

/** Commands that ask a server. */
const COMMANDS: readonly (readonly string[])[] = [
  ['status', '-o', 'json'],
  ['status', 'node', 'node-1'],
  ['status', '--tree'],
  ['status', '-w'],
  ['logs', 'web'],
  ['logs', '-f', 'web'],
  ['run', 'a', '--image', 'b:1'],
  ['deploy', 'a', '--image', 'b:1'],
  ['deploy', '-f', 'm.yaml'],
  ['expose', 'deployment', 'web', '--port', '80'],
  ['open', 'web', '--print'],
  ['scale', 'web', '2'],
]

describe.skipIf(!realKubectl).concurrent('A server that answers 503 where its objects are asked for', () => {
  test.each(COMMANDS.map(args => [args.join(' '), args] as const))('is told by %s', async (_, args) => {
    const {machine} = await machineAt(only(/^\/api(?:s\/[^/]+)?\/v1\//, failing(503, 'ServiceUnavailable', 'starting')))
    machine.put('m.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n')
    const outcome = await machine.kubia(args)
    expectCalm(outcome)
    expect(outcome.stderr).toContain('503 Service Unavailable')
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
  })
})

/** Ways to misbehave, and the code that each comes to. */
const FAULTS: Readonly<Record<string, readonly [behaviour: Behaviour, code: string, objects?: readonly RawObject[]]>> =
  {
    'a web page': [page(200), 'NOT_KUBERNETES'],
    'a web page with 403': [page(403), 'NOT_KUBERNETES'],
    'no API group': [
      only(/^\/apis/, failing(404, 'NotFound', 'the server could not find the requested resource')),
      'NOT_KUBERNETES',
    ],
    'objects of wrong types': [
      well,
      'ANSWER_UNREADABLE',
      OBJECTS.map(object => ({...object, spec: 7, status: 'x', subsets: 3})),
    ],
    503: [failing(503, 'ServiceUnavailable', 'starting'), 'API_FAILING'],
    '429 with Retry-After': [failing(429, 'TooManyRequests', 'slow down', {'retry-after': '0'}), 'API_FAILING'],
    'an answer that is cut': [cutting, 'API_FAILING'],
  }
const ALL = Object.keys(FAULTS)
/** What no waiting mends: `up` and `tunnel` go on asking a server that only fails. */
const LASTING = ['a web page', 'objects of wrong types']
const ASKED_OF: readonly (readonly [args: readonly string[], faults: readonly string[]])[] = [
  [['open', 'web', '--print'], ALL],
  [['deploy', '-f', 'm.yaml'], ALL],
  [['up'], LASTING],
  [['tunnel'], LASTING],
  [['expose', 'deployment', 'web', '--port', '80'], LASTING],
  [['scale', 'web', '2'], LASTING],
  [['run', 'web-1-a', '--image', 'b:1'], LASTING],
]
const FAULTS_OF = ASKED_OF.flatMap(([args, faults]) => faults.map(fault => [args.join(' '), fault, args] as const))

describe
  .skipIf(!realKubectl)
  .concurrent('A command at a server that misbehaves ends with the code of the fault', () => {
    test.each(FAULTS_OF)('%s: %s', async (_, fault, args) => {
      const [behaviour, code, objects] = FAULTS[fault] ?? [well, '']
      const {machine} = await clusterAt(behaviour, objects)
      const outcome = await machine.kubia(args)
      expectCalm(outcome)
      expect(outcome.stderr).toContain(`[${code}]`)
      expect(outcome.stderr).not.toContain('the API server     #')
      expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
    })
  })

describe.skipIf(!realKubectl).concurrent('What needs no API server does not mind one that misbehaves', () => {
  test.each([
    ['clusters', ['clusters', '-o', 'name'], 'kubia\n'],
    ['down', ['down', '--yes'], 'kubia\n'],
  ])('%s', async (_, args, answer) => {
    const {machine} = await clusterAt(page(403))
    const outcome = await machine.kubia(args)
    expectCalm(outcome)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 0, stdout: answer})
  })

  test('doctor', async () => {
    const {machine} = await clusterAt(page(403))
    const outcome = await machine.kubia(['doctor'])
    expectCalm(outcome)
    expect(outcome.stdout).toContain('✔ container engine')
    expect(outcome.code).toBe(0)
  })

  test('completion offers what it knows by itself', async () => {
    const {machine} = await clusterAt(page(403))
    const program = `${import.meta.dirname}/../../bin/kubectl_complete-kubia`
    const outcome = await machine.start(program, ['logs', '']).ended
    expectCalm(outcome)
    expect(outcome.stdout).toMatch(/^deployment\tkind\n[^<]*:4\n$/)
    expect({code: outcome.code, stderr: outcome.stderr}).toEqual({code: 0, stderr: ''})
  })
})

/** What a terminal would obey: colours, a title, BEL, a return, C1, and a mark that turns the direction. */
const OBEYED = 'a\x1b[2Jb\x1b]0;title\x07c\rd\x9be\u202ef'
const RAW = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/
const HOSTILE_OBJECTS: readonly RawObject[] = OBJECTS.map(({kind, metadata, ...rest}) => ({
  ...rest,
  kind,
  metadata: {
    ...metadata,
    name: kind === 'Pod' ? `${metadata['name']}${OBEYED}` : metadata['name'],
    labels: {app: 'web', x: OBEYED},
  },
  ...(kind === 'Event' && {message: OBEYED, reason: OBEYED, type: 'Warning'}),
  ...(kind === 'Pod' && {status: {phase: 'Pending', reason: OBEYED, message: OBEYED}}),
}))

describe.skipIf(!realKubectl).concurrent('Control characters of a server reach no one', () => {
  test.each([
    [['status']],
    [['status', '-o', 'wide']],
    [['status', '-o', 'name']],
    [['status', '--tree']],
    [['status', 'pods']],
    [['status', 'node', 'node-1']],
  ])('from names, labels, reasons and events: %j', async args => {
    const {machine} = await clusterAt(well, HOSTILE_OBJECTS)
    const outcome = await machine.kubia(args)
    expect(outcome.stdout).toMatch(/node-1|a\^\[\[2Jb/)
    expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(RAW)
    expect(outcome.code).toBe(0)
  })

  test.each([
    ['a refusal', failing(403, 'Forbidden', OBEYED), 3],
    ['a warning', warning('a\u202eb\x9bc'), 0],
  ] as const)('from %s', async (_, behaviour, code) => {
    const {machine} = await clusterAt(behaviour)
    const outcome = await machine.kubia(['status'])
    expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(RAW)
    expect(outcome.code).toBe(code)
  })
})

/** The server's pod, but for one field. */
const withPod = (change: object): Behaviour =>
  only(/\/pods/, (_, response) => {
    const pods = OBJECTS.filter(({kind}) => kind === 'Pod').map(pod => ({...pod, ...change}))
    sendJson(response, {kind: 'PodList', apiVersion: 'v1', metadata: {}, items: pods})
  })

describe.skipIf(!realKubectl).concurrent('Objects of wrong types', () => {
  test.each([
    ['a spec that is null', {spec: null}, 'Pod web-1-a that cannot be read: spec is no object'],
    ['a status that is a list', {status: []}, 'Pod web-1-a that cannot be read: status is no object'],
    ['a number for text', {status: {phase: 7}}, 'Pod web-1-a that cannot be read: status.phase is no text'],
  ])('are told with the object and the field: %s', async (_, change, problem) => {
    const {machine} = await machineAt(withPod(change))
    const outcome = await machine.kubia(['status'])
    expectCalm(outcome)
    expect(outcome.stderr).toContain(`kubectl get answered with ${problem}`)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
  })
})

/** The most memory that a process ever had, in bytes. */
const peakOf = (pid: number): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

describe.skipIf(!realKubectl).concurrent('A server that never answers', () => {
  test.each([[['status']], [['logs', 'web']], [['scale', 'web', '2']], [['open', 'web']]] as const)(
    'is told by %j before it has answered, and Ctrl-C ends the wait',
    async ([...args]) => {
      const {machine, api} = await machineAt(silent)
      const running = machine.start(process.execPath, [`${machine.path}/kubectl-kubia`, ...args])
      const told = new Promise<void>(resolve => {
        running.child.stderr?.on('data', () => running.stderr().includes('waiting for the API server') && resolve())
      })
      await told
      expect(running.stderr()).toContain(`waiting for the API server at ${api.url} (`)
      if (process.platform === 'linux') expect(peakOf(running.child.pid ?? 0)).toBeLessThan(300 * 1024 * 1024)
      running.child.kill('SIGINT')
      const outcome = await running.ended
      expectCalm(outcome)
      expect(outcome.code).toBe(130)
    },
  )

  test('is told also where the answer begins and has no end', async () => {
    const {machine, api} = await machineAt(trickling)
    const running = machine.start(process.execPath, [`${machine.path}/kubectl-kubia`, 'status'])
    await new Promise<void>(resolve => {
      running.child.stderr?.on('data', () => running.stderr().includes('waiting for the API server') && resolve())
    })
    expect(running.stderr()).toContain(`waiting for the API server at ${api.url} (`)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({code: 130, stdout: ''})
  })

  test('is not waited for by completion', async () => {
    const {machine} = await machineAt(silent)
    const outcome = await machine.start(`${import.meta.dirname}/../../bin/kubectl_complete-kubia`, ['logs', '']).ended
    expect({code: outcome.code, stderr: outcome.stderr}).toEqual({code: 0, stderr: ''})
  })
})

test.skipIf(!realKubectl)('A server that works is shown', async () => {
  const {machine} = await machineAt(well)
  const outcome = await machine.kubia(['status'])
  expect({code: outcome.code, stderr: steady(outcome.stderr)}).toEqual({
    code: 0,
    stderr: '',
  })
  expect(outcome.stdout).toContain('pod/web-1-a')
})

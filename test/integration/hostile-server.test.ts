import {writeFileSync} from 'node:fs'
import {afterAll, describe, expect, test} from 'vitest'
import {cutting, failing, only, page, sending, silent, warning, well} from '../support/api/behaviours.ts'
import {OBJECTS, type RawObject} from '../support/api/objects.ts'
import {type Behaviour, type FakeApi, sendJson, startFakeApi} from '../support/api/server.ts'
import {placeClusterAt} from '../support/hostile.ts'
import {expectCalm} from '../support/hostile-texts.ts'
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
  placeClusterAt(machine, api.url)
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
    expect(headline.replace(api.url, 'URL').replace(/ +(?=\[)/, '  '), outcome.stderr).toBe(`✖ ${message}`)
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
  })
})

describe.skipIf(!realKubectl).concurrent('A server without API groups is none of Kubernetes', () => {
  test.each([[['open', 'web', '--print']], [['deploy', '-f', 'm.yaml']]] as const)('for %j', async ([...args]) => {
    const missing = failing(404, 'NotFound', 'the server could not find the requested resource')
    const {machine} = await clusterAt(only(/^\/apis/, missing))
    const outcome = await machine.kubia(args)
    expectCalm(outcome)
    expect(outcome.stderr).toContain('[NOT_KUBERNETES]')
    expect({code: outcome.code, stdout: outcome.stdout}).toEqual({code: 3, stdout: ''})
  })
})

describe.skipIf(!realKubectl)('A server that sends web pages', () => {
  test('leaves completion with what it knows by itself', async () => {
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

describe.skipIf(!realKubectl)('A server that never answers', () => {
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

import {createServer, type RequestListener, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {afterEach, expect, onTestFinished, test, vi} from 'vitest'
import type {Endpoints, Service} from '../../../src/kubernetes/types.ts'
import {proveUrls} from '../../../src/workflows/expose/prove-urls.ts'
import {deployment, pod} from '../../api-server/objects.ts'
import {readAnswer} from '../../support/json.ts'
import {runRecorded} from '../../support/workflow.ts'

const place = {context: 'prod', namespace: 'shop'}
const KUBECTL = 'kubectl --context prod'
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** @returns the port of this machine at which a program answers */
const listening = async (answer: RequestListener): Promise<number> => {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A service that answers at a port of this machine. */
const service = (name: string, port: number, namespace = 'shop'): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name, namespace},
  spec: {type: 'ClusterIP', selector: {app: name}, externalIPs: ['127.0.0.1'], ports: [{port, protocol: 'TCP'}]},
})
const endpointsOf = ({metadata}: Service): Endpoints => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata,
  subsets: [{addresses: [{ip: '10.0.0.1'}]}],
})
const lookAt = (one: Service) => ({
  [`${KUBECTL} --namespace ${one.metadata.namespace} get service/${one.metadata.name} `]: readAnswer([one]),
})
const ENDPOINTS = (...names: string[]): string =>
  `${KUBECTL} --namespace shop get ${names.map(name => `endpoints/${name}`).join(' ')} --ignore-not-found`
const NODES = {[`${KUBECTL} get nodes`]: readAnswer([])}

/** From here on time passes only with `passWait`: no limit overtakes a connection. */
const stopClock = (): void => {
  vi.useFakeTimers({fakeNodeBuiltins: true})
  onTestFinished(() => void vi.useRealTimers())
}
/** Lets the time pass that services may take to get endpoints. */
const passWait = async (): Promise<void> => {
  for (let look = 0; look < 12; look++) await vi.advanceTimersByTimeAsync(500)
}

test('The URLs of a set are those that answered, in its order, whichever answered first', async () => {
  // The first one answers only after the second was asked: one after the other, neither would come to an end.
  const secondAsked = Promise.withResolvers<void>()
  const first = service(
    'first',
    await listening(async (_, response) => {
      await secondAsked.promise
      response.end('one')
    }),
  )
  const second = service(
    'second',
    await listening((_, response) => {
      secondAsked.resolve()
      response.end('two')
    }),
  )
  const {result, shown, asked} = runRecorded(flow => proveUrls(flow, place, [first, deployment(), second]), {
    [ENDPOINTS('first', 'second')]: readAnswer([endpointsOf(first), endpointsOf(second)]),
    ...lookAt(first),
    ...lookAt(second),
    ...NODES,
  })
  expect(await result).toEqual([first, second].map(({spec}) => `http://127.0.0.1:${spec.ports?.[0]?.port}`))
  expect(shown.at(-1)).toBe('ok Probe: 2/2 services answer on this machine')
  expect(asked.filter(line => line.includes('get nodes'))).toHaveLength(1)
})

test('Services without endpoints are waited for together, and each says why it has none', async () => {
  const live = service('live', await listening((_, response) => response.end('here')))
  const [none, late] = [service('none', 1), service('late', 2)]
  const late1 = {
    ...pod('late-1', {phase: 'Running'}),
    metadata: {name: 'late-1', namespace: 'shop', labels: {app: 'late'}},
  }
  stopClock()
  const {result, shown} = runRecorded(flow => proveUrls(flow, place, [none, live, late]), {
    [ENDPOINTS('none', 'live', 'late')]: readAnswer([endpointsOf(live)]),
    [ENDPOINTS('none', 'late')]: readAnswer([]),
    [`${KUBECTL} --namespace shop get pods`]: readAnswer([late1]),
    [`${KUBECTL} --namespace shop get deployments.apps`]: readAnswer([]),
    ...lookAt(live),
    ...NODES,
  })
  await passWait()
  expect(await result).toEqual([`http://127.0.0.1:${live.spec.ports?.[0]?.port}`])
  expect(shown.filter(line => !line.startsWith('progress'))).toEqual([
    'start Probe',
    'ok Probe: 1/3 services answer on this machine',
    'note warning: service none has no URL on this machine: no endpoints: no pod has app=none',
    'note warning: service late has no URL on this machine: no endpoints: its pod is not ready',
  ])
  expect(shown).toContain('progress Probe: no endpoints yet: none, late')
})

test('Services of several namespaces are each asked for in their own', async () => {
  const [shop, bank] = [service('web', 1), service('web', await listening((_, response) => response.end('b')), 'bank')]
  const idle = deployment({replicas: 0, template: {metadata: {labels: {app: 'web'}}, spec: {containers: []}}})
  stopClock()
  const {result, shown} = runRecorded(flow => proveUrls(flow, place, [shop, bank]), {
    [ENDPOINTS('web')]: readAnswer([]),
    [`${KUBECTL} --namespace bank get endpoints/web`]: readAnswer([endpointsOf(bank)]),
    [`${KUBECTL} --namespace shop get pods`]: readAnswer([]),
    [`${KUBECTL} --namespace shop get deployments.apps`]: readAnswer([idle]),
    ...lookAt(bank),
    ...NODES,
  })
  await passWait()
  expect(await result).toEqual([`http://127.0.0.1:${bank.spec.ports?.[0]?.port}`])
  expect(shown.at(-1)).toBe(
    'note warning: service web has no URL on this machine: no endpoints: deployment kubia is scaled to 0',
  )
})

test('A set without a service that may answer here is not asked', async () => {
  const inside: Service = {...service('db', 5432), spec: {type: 'ClusterIP', ports: [{port: 5432}]}}
  const {result, asked, shown} = runRecorded(flow => proveUrls(flow, place, [deployment(), inside]), {})
  expect(await result).toEqual([])
  expect([...asked, ...shown]).toEqual([])
})

test('Where one service cannot be asked for, the others come to their end before that is said', async () => {
  const live = service('live', await listening((_, response) => response.end('here')))
  const refused = service('secret', 1)
  const {result, asked} = runRecorded(flow => proveUrls(flow, place, [refused, live]), {
    [ENDPOINTS('secret', 'live')]: readAnswer([endpointsOf(refused), endpointsOf(live)]),
    [`${KUBECTL} --namespace shop get service/secret`]: {
      exitCode: 1,
      stderr:
        'Error from server (Forbidden): services "secret" is forbidden: User "dev" cannot get resource "services" in API group "" in the namespace "shop"',
    },
    ...lookAt(live),
    ...NODES,
  })
  await expect(result).rejects.toMatchObject({error: {code: 'FORBIDDEN'}})
  expect(asked.some(line => line.includes('get service/live'))).toBe(true)
})

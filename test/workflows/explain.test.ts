import {createServer, type ServerResponse} from 'node:http'
import {setTimeout as sleep} from 'node:timers/promises'
import {expect, test, vi} from 'vitest'
import {momentOf} from '../../src/kubernetes/events/moments.ts'
import type {KubeEvent, KubeObject} from '../../src/kubernetes/types.ts'
import {momentLine} from '../../src/printers/events.ts'
import type {Exec} from '../../src/process/exec.ts'
import {type ExplainedObject, explaining} from '../../src/workflows/explain.ts'
import {runRecorded} from '../support/workflow.ts'

const EVENTS = '/api/v1/namespaces/shop/events'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/shop/deployments'
const scheduled = (uid: string, pod: string): KubeEvent =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {name: uid, namespace: 'shop', uid},
    involvedObject: {kind: 'Pod', name: pod, namespace: 'shop'},
    reason: 'Scheduled',
    message: `Successfully assigned shop/${pod} to worker`,
    source: {component: 'default-scheduler'},
    type: 'Normal',
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
  }) as KubeEvent

/** A `kubectl proxy` in this process, of an API server with these events. @returns how to add one */
const recordedApi = (events: KubeEvent[]) => {
  const watchers: ServerResponse[] = []
  const ofDeployments: ServerResponse[] = []
  const exec: Exec = (command, {signal} = {}) =>
    new Promise((_, reject) => {
      const [, socket] = /--unix-socket=(\S+)/.exec(command.args.join(' ')) ?? []
      const server = createServer((request, response) => {
        const {pathname, searchParams} = new URL(request.url ?? '', 'http://api')
        if (searchParams.has('watch')) {
          response.writeHead(200).flushHeaders()
          if (pathname === EVENTS) watchers.push(response)
          if (pathname === DEPLOYMENTS) ofDeployments.push(response)
          return
        }
        const items = pathname === EVENTS ? events : []
        response.end(JSON.stringify({kind: 'List', apiVersion: 'v1', metadata: {resourceVersion: '1'}, items}))
      }).listen(socket)
      signal?.addEventListener('abort', () => {
        server.close()
        server.closeAllConnections()
        reject(signal.reason)
      })
    })
  const add = (event: KubeEvent): void => {
    events.push(event)
    for (const watcher of watchers) watcher.write(`${JSON.stringify({type: 'ADDED', object: event})}\n`)
  }
  const store = (object: KubeObject): void => {
    for (const watcher of ofDeployments) watcher.write(`${JSON.stringify({type: 'ADDED', object})}\n`)
  }
  return {exec, add, store, watchers, ofDeployments}
}

const explain = (
  exec: Exec,
  isWanted: boolean,
  work: (shown: string[]) => Promise<string>,
  objects?: ExplainedObject[],
) => {
  const shown: string[] = []
  const recorded = runRecorded(async flow => {
    Object.assign(flow.run, {exec})
    const watched = Object.assign(Object.create(flow), {run: flow.run, note: (line: string) => void shown.push(line)})
    const options = {place: {context: 'prod', namespace: 'shop'}, objects}
    return explaining(watched, isWanted ? options : undefined, () => work(shown))
  }, {})
  return {...recorded, shown}
}

test('What happens while the work is done is printed, once, and what was so before is not', async () => {
  const {exec, add, watchers} = recordedApi([scheduled('before', 'old')])
  const {result, shown} = explain(exec, true, async lines => {
    await vi.waitFor(() => expect(watchers).toHaveLength(1))
    add(scheduled('meanwhile', 'new'))
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    return 'done'
  })
  expect(await result).toBe('done')
  expect(shown).toEqual([expect.stringMatching(/The scheduler puts pod new on node worker\.$/)])
})

test('What comes with the end of the work is printed too', async () => {
  const {exec, add} = recordedApi([])
  const {result, shown} = explain(exec, true, async () => {
    add(scheduled('last', 'web'))
    return 'done'
  })
  expect(await result).toBe('done')
  expect(shown).toEqual([expect.stringContaining('puts pod web on node worker')])
})

test('What the API server stores has the time of its clock, as the events that come of it have', async () => {
  const {exec, store, ofDeployments} = recordedApi([])
  const {result, shown} = explain(
    exec,
    true,
    async lines => {
      await vi.waitFor(() => expect(ofDeployments).toHaveLength(1))
      const managedFields = ['2025-12-31T23:00:00Z', '2026-01-01T00:00:00Z'].map(time => ({manager: 'kubia', time}))
      const metadata = {name: 'web', namespace: 'shop', uid: 'w', generation: 1, managedFields}
      const template = {metadata: {labels: {app: 'web'}}, spec: {containers: [{name: 'web', image: 'web'}]}}
      const spec = {replicas: 1, selector: {matchLabels: {app: 'web'}}, template}
      store({apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec, status: {}} as KubeObject)
      await vi.waitFor(() => expect(lines).toHaveLength(1))
      return 'done'
    },
    [{name: 'web'}],
  )
  expect(await result).toBe('done')
  const at = momentLine(
    {...momentOf(scheduled('one', 'web')), sentence: 'The API server stores deployment web.'},
    Date.now(),
  )
  expect(shown).toEqual([`  ${at}`])
})

test('What comes of an object that is being made is printed behind it, also where it is heard of first', async () => {
  const {exec, add, store, ofDeployments, watchers} = recordedApi([])
  const {result, shown} = explain(
    exec,
    true,
    async lines => {
      await vi.waitFor(() => expect([watchers.length, ofDeployments.length]).toEqual([1, 1]))
      add({
        ...scheduled('one', 'web'),
        involvedObject: {kind: 'Deployment', name: 'web', namespace: 'shop'},
      } as KubeEvent)
      // The event has been read by then.
      await sleep(50)
      expect(lines).toEqual([])
      const template = {metadata: {labels: {app: 'web'}}, spec: {containers: [{name: 'web', image: 'web'}]}}
      const spec = {replicas: 1, selector: {matchLabels: {app: 'web'}}, template}
      const metadata = {name: 'web', namespace: 'shop', uid: 'w', generation: 1}
      store({apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec, status: {}} as KubeObject)
      await vi.waitFor(() => expect(lines).toHaveLength(2))
      return 'done'
    },
    [{name: 'web'}],
  )
  expect(await result).toBe('done')
  expect(shown).toEqual([
    expect.stringMatching(/The API server stores deployment web\.$/),
    expect.stringContaining('deployment web'),
  ])
})

test('A failure of the work is its own', async () => {
  const {exec} = recordedApi([])
  const {result} = explain(exec, true, async () => Promise.reject(new Error('no room')))
  await expect(result).rejects.toMatchObject({error: {cause: {message: 'no room'}}})
})

test('Where nothing is to be explained, nothing is asked', async () => {
  const {result, shown, asked} = explain(
    async () => Promise.reject(new Error('asked')),
    false,
    async () => 'done',
  )
  expect([await result, shown, asked]).toEqual(['done', [], []])
})

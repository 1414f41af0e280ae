import {expect, test} from 'vitest'
import {eventResource} from '../../../../src/sim/kinds/event/resource.ts'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import {testServer} from '../../support/server.ts'

const CORE = '/api/v1/namespaces/default/events'
const GROUP = '/apis/events.k8s.io/v1/namespaces/default/events'
const POD = {kind: 'Pod', namespace: 'default', name: 'web'}

test('an event of the core group is one of events.k8s.io under other names', async () => {
  const {ask, stop} = await testServer()
  const event = {
    metadata: {name: 'web.1'},
    involvedObject: POD,
    reason: 'Started',
    message: 'Started container',
    type: 'Normal',
    count: 2,
    source: {component: 'kubelet'},
    firstTimestamp: '2026-01-02T03:04:05Z',
    lastTimestamp: '2026-01-02T03:04:06Z',
  }
  expect((await ask({method: 'POST', path: CORE, body: event})).code).toBe(201)
  const {metadata: _, ...shown} = (await ask({path: `${GROUP}/web.1`})).json
  expect(shown).toEqual({
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    eventTime: null,
    regarding: POD,
    reason: 'Started',
    note: 'Started container',
    type: 'Normal',
    deprecatedCount: 2,
    deprecatedSource: {component: 'kubelet'},
    deprecatedFirstTimestamp: '2026-01-02T03:04:05Z',
    deprecatedLastTimestamp: '2026-01-02T03:04:06Z',
  })
  await stop()
})

test('an event of events.k8s.io is listed, watched and selected in both groups', async () => {
  const {ask, follow, stop} = await testServer()
  const event = {
    metadata: {name: 'web.1'},
    eventTime: '2026-01-02T03:04:05.000000Z',
    reportingController: 'example.com/robot',
    reportingInstance: 'robot-1',
    action: 'Watching',
    reason: 'Seen',
    regarding: POD,
    note: 'seen it',
    type: 'Warning',
  }
  expect((await ask({method: 'POST', path: GROUP, body: event})).json).toMatchObject(event)
  const [core] = (await ask({path: `${CORE}?fieldSelector=involvedObject.name%3Dweb`})).json.items
  expect(core).toMatchObject({involvedObject: POD, message: 'seen it', reportingComponent: 'example.com/robot'})
  const {json} = await ask({
    path: `${GROUP}?fieldSelector=regarding.name%3Dweb%2CreportingController%3Dexample.com/robot`,
  })
  expect(json.items).toHaveLength(1)
  for (const [path, apiVersion] of [
    [CORE, 'v1'],
    [GROUP, 'events.k8s.io/v1'],
  ] as const) {
    const watch = await follow(`${path}?watch=1`)
    expect((await watch.next()).object.apiVersion).toBe(apiVersion)
    watch.close()
    const table = await ask({path, headers: {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'}})
    expect(table.json.rows[0].cells.slice(1, 4)).toEqual(['Warning', 'Seen', 'pod/web'])
  }
  await ask({method: 'DELETE', path: `${GROUP}/web.1`})
  expect((await ask({path: `${CORE}/web.1`})).code).toBe(404)
  await stop()
})

test('an event of events.k8s.io says who reports what, when and why', async () => {
  const {ask, stop} = await testServer()
  const {code, json} = await ask({method: 'POST', path: GROUP, body: {metadata: {name: 'web.1'}, regarding: POD}})
  expect([code, json.message]).toEqual([
    422,
    'Event.events.k8s.io "web.1" is invalid: [eventTime: Required value, reportingController: Required value, reportingInstance: Required value, action: Required value, reason: Required value, type: Required value]',
  ])
  await stop()
})

test('events of both groups come back from the state file as one kind', () => {
  expect(kinds.storedAt('events.k8s.io', 'Event')).toBe(eventResource)
  expect(kinds.storedAt('', 'Event')).toBe(eventResource)
})

import {expect, test} from 'vitest'
import {EventRecorder} from '../../../src/sim/controllers/events.ts'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {eventResource} from '../../../src/sim/kinds/event/resource.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {draft, testRegistry} from '../support/registry.ts'

const recorder = () => {
  const {registry, store, clock} = testRegistry()
  const about = registry.create(configMapResource, draft(configMapResource, 'settings'))
  const events = new EventRecorder(registry, store, clock)
  const told = (text: Partial<Parameters<EventRecorder['emit']>[1]> = {}) =>
    events.emit(about, {type: 'Normal', reason: 'Looked', message: 'at it', component: 'somebody', ...text})
  return {registry, store, clock, events, told, list: () => store.list(eventResource)}
}

test('an event that happens again is counted', () => {
  const {told, list, clock} = recorder()
  told()
  clock.advance(5000)
  told()
  told({message: 'elsewhere'})
  expect(list()).toMatchObject([
    {count: 2, firstTimestamp: '2026-01-02T03:04:05Z', lastTimestamp: '2026-01-02T03:04:10Z', message: 'at it'},
    {count: 1, message: 'elsewhere'},
  ])
})

test('an event of the newer form has a time of its own and a series', () => {
  const {told, list} = recorder()
  told({action: 'Looking'})
  told({action: 'Looking'})
  expect(list()).toMatchObject([
    {
      eventTime: '2026-01-02T03:04:05.000000Z',
      firstTimestamp: null,
      action: 'Looking',
      reportingComponent: 'somebody',
      series: {count: 2, lastObservedTime: '2026-01-02T03:04:05.000000Z'},
    },
  ])
})

test('an event that was forgotten starts over, and one from before a restart goes on', () => {
  const {told, list, registry, store, clock} = recorder()
  told()
  registry.delete(eventResource, 'default', list()[0]?.metadata.name ?? '')
  told()
  expect(list()).toMatchObject([{count: 1}])
  const about = registry.get(configMapResource, 'default', 'settings')
  new EventRecorder(registry, store, clock).emit(about, {
    type: 'Normal',
    reason: 'Looked',
    message: 'at it',
    component: 'somebody',
  })
  expect(list()).toMatchObject([{count: 2}])
})

test('what the server refuses is dropped', () => {
  const {told, list, store} = recorder()
  // A namespace that is on its way out takes nothing new.
  const namespace = store.get(namespaceResource, '', 'default')
  if (!namespace) throw new Error('there is a namespace default')
  const metadata = {...namespace.metadata, deletionTimestamp: '2026-01-02T03:04:05Z'}
  store.update(namespaceResource, {...namespace, metadata})
  told()
  expect(list()).toEqual([])
})

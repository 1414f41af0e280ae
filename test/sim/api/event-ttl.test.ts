import {expect, test} from 'vitest'
import {forgetOldEvents} from '../../../src/sim/api/event-ttl.ts'
import {types} from '../../../src/sim/api/resources.ts'
import {timestamp} from '../../../src/sim/clock.ts'
import {draft, testRegistry} from '../support/registry.ts'

const setUp = () => {
  const parts = testRegistry()
  const stop = forgetOldEvents(parts.registry, parts.store, parts.clock)
  const tell = (name: string) =>
    parts.registry.create(types.Event, draft(types.Event, name, {lastTimestamp: timestamp(parts.clock.now())}))
  const names = () => parts.registry.list(types.Event).map(({metadata}) => metadata.name)
  return {...parts, stop, tell, names}
}

test('An event is forgotten an hour after it was told last', () => {
  const {clock, tell, names, stop} = setUp()
  tell('old')
  clock.advance(30 * 60_000)
  tell('new')
  clock.advance(29 * 60_000)
  expect(names()).toEqual(['new', 'old'])
  clock.advance(60_000)
  expect(names()).toEqual(['new'])
  stop()
})

test('Of too many events the oldest go, however young they are', () => {
  const {clock, store, tell, stop} = setUp()
  for (let count = 0; count < 8501; count++) {
    if (count % 1000 === 0) clock.advance(1000)
    tell(`e${count}`)
  }
  clock.advance(1)
  expect(store.count(types.Event)).toBe(8000)
  expect(store.get(types.Event, 'default', 'e0')).toBeUndefined()
  expect(store.get(types.Event, 'default', 'e8500')).toBeDefined()
  stop()
})

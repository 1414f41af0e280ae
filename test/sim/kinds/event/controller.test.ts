import {setImmediate as nextTurn} from 'node:timers/promises'
import {expect, onTestFinished, test} from 'vitest'
import {timestamp} from '../../../../src/sim/clock.ts'
import {Loop} from '../../../../src/sim/controllers/loop.ts'
import {eventTtlController} from '../../../../src/sim/kinds/event/controller.ts'
import {eventResource} from '../../../../src/sim/kinds/event/resource.ts'
import {draft, testRegistry} from '../../support/registry.ts'

const setUp = () => {
  const parts = testRegistry()
  const {registry, store, clock} = parts
  const report = (error: unknown): never => {
    throw error
  }
  const loop = new Loop([eventTtlController(parts)], {store, clock, report})
  onTestFinished(() => loop.stop())
  const emit = (name: string) =>
    registry.create(eventResource, draft(eventResource, name, {lastTimestamp: timestamp(clock.now())}))
  const names = () => registry.list(eventResource).map(({metadata}) => metadata.name)
  const pass = async (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds)
    await nextTurn()
  }
  return {store, emit, names, pass}
}

test('An event is deleted an hour after it was last seen', async () => {
  const {emit, names, pass} = setUp()
  emit('old')
  await pass(30 * 60_000)
  emit('new')
  for (let minute = 0; minute < 29; minute++) await pass(60_000)
  expect(names()).toEqual(['new', 'old'])
  await pass(60_000)
  expect(names()).toEqual(['new'])
})

test('Of too many events the oldest go, however young they are', async () => {
  const {store, emit, pass} = setUp()
  for (let count = 0; count < 8501; count++) {
    if (count % 1000 === 0) await pass(1000)
    emit(`e${count}`)
  }
  await pass(1)
  expect(store.count(eventResource)).toBe(8000)
  expect(store.get(eventResource, 'default', 'e0')).toBeUndefined()
  expect(store.get(eventResource, 'default', 'e8500')).toBeDefined()
})

test('Where the last event is gone, nothing is looked at any more', async () => {
  const {emit, names, pass} = setUp()
  emit('only')
  for (let minute = 0; minute < 61; minute++) await pass(60_000)
  expect(names()).toEqual([])
})

import {setImmediate as nextTurn} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {type Controller, Loop} from '../../../src/sim/controllers/loop.ts'
import {Retries} from '../../../src/sim/controllers/retries.ts'
import {configMapResource} from '../../../src/sim/kinds/configmap/resource.ts'
import {draft, testRegistry} from '../support/registry.ts'

const looped = (controller: Partial<Controller>) => {
  const {registry, store, clock} = testRegistry()
  const looks: string[] = []
  const reports: string[] = []
  const whole: Controller = {
    name: 'looker',
    *affected({resource, object}) {
      if (resource === configMapResource) yield object.metadata.name
    },
    reconcile: key => {
      looks.push(key)
      return undefined
    },
    ...controller,
  }
  const make = (name: string) => registry.create(configMapResource, draft(configMapResource, name))
  const start = () =>
    new Loop([whole], {
      store,
      clock,
      report: (error, what) => reports.push(`${what}: ${error}`),
    })
  return {make, start, clock, looks, reports, whole}
}

test('what is there at the start is looked at, and what changes after it', async () => {
  const {make, start, looks} = looped({})
  make('before')
  const loop = start()
  await nextTurn()
  make('after')
  make('also')
  expect(looks).toEqual(['before'])
  await nextTurn()
  expect(looks).toEqual(['before', 'after', 'also'])
  loop.stop()
})

test('many changes of one object are one look', async () => {
  const {make, start, looks, whole} = looped({
    *affected() {
      yield 'all'
    },
  })
  const loop = start()
  await nextTurn()
  looks.length = 0
  for (const name of ['a', 'b', 'c']) make(name)
  loop.wake(whole, 'all')
  await nextTurn()
  expect(looks).toEqual(['all'])
  loop.stop()
})

test('a batch is looked at once, when its time is over', async () => {
  const {make, start, looks, clock} = looped({
    batch: () => 20,
    *affected() {
      yield 'all'
    },
  })
  const loop = start()
  make('a')
  await nextTurn()
  clock.advance(19)
  make('b')
  await nextTurn()
  expect(looks).toEqual([])
  clock.advance(1)
  await nextTurn()
  expect(looks).toEqual(['all'])
  loop.stop()
})

test('a look may ask for another one, and the earliest counts', async () => {
  const looks: string[] = []
  const {make, start, clock} = looped({
    reconcile: key => {
      looks.push(key)
      return looks.length === 1 ? 1000 : undefined
    },
  })
  make('a')
  const loop = start()
  await nextTurn()
  clock.advance(999)
  await nextTurn()
  expect(looks).toHaveLength(1)
  clock.advance(1)
  await nextTurn()
  expect(looks).toHaveLength(2)
  loop.stop()
})

test('what throws is reported and tried again after a wait that doubles', async () => {
  const {make, start, clock, reports} = looped({
    reconcile: () => {
      throw new Error('not yet')
    },
  })
  make('a')
  const loop = start()
  await nextTurn()
  for (const wait of [5, 10, 20]) {
    clock.advance(wait - 1)
    await nextTurn()
    const before = reports.length
    clock.advance(1)
    await nextTurn()
    expect(reports.length).toBe(before + 1)
  }
  expect(reports[0]).toBe('looker a: Error: not yet')
  loop.stop()
})

test('nothing is looked at after the end', async () => {
  const {make, start, looks} = looped({})
  make('a')
  start().stop()
  make('b')
  await nextTurn()
  expect(looks).toEqual([])
})

test('the longest wait is 1000 seconds, and a success forgets the failures', () => {
  const retries = new Retries()
  const waits = Array.from({length: 20}, () => retries.next('a'))
  expect([waits[0], waits[1], waits.at(-1)]).toEqual([5, 10, 1_000_000])
  retries.forget('a')
  expect(retries.next('a')).toBe(5)
})

import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {type Wait, Waits} from '../../src/process/waits.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const start = (): {waits: Waits; shown: (string | undefined)[]} => {
  const shown: (string | undefined)[] = []
  return {waits: new Waits((wait: Wait | undefined) => void shown.push(wait?.what)), shown}
}

test('A wait is told after 3 s, and its end', () => {
  const {waits, shown} = start()
  const end = waits.begin('the API server')
  vi.advanceTimersByTime(2999)
  expect(shown).toEqual([])
  vi.advanceTimersByTime(1)
  expect(shown).toEqual(['the API server'])
  end()
  end()
  expect(shown).toEqual(['the API server', undefined])
})

test('A wait that is over sooner is not told', () => {
  const {waits, shown} = start()
  const end = waits.begin('the API server')
  vi.advanceTimersByTime(2000)
  end()
  vi.advanceTimersByTime(60_000)
  expect(shown).toEqual([])
})

test('Waits at once are one, which lasts until the last of them ends', () => {
  const {waits, shown} = start()
  const first = waits.begin('the API server')
  vi.advanceTimersByTime(2000)
  const second = waits.begin('the API server')
  vi.advanceTimersByTime(500)
  first()
  vi.advanceTimersByTime(500)
  expect(shown).toEqual(['the API server'])
  second()
  expect(shown).toEqual(['the API server', undefined])
})

test('Waits that end with an answer are not one, however soon the next begins', () => {
  const {waits, shown} = start()
  for (let i = 0; i < 4; i++) {
    const end = waits.begin('the API server')
    vi.advanceTimersByTime(1000)
    end(true)
    vi.advanceTimersByTime(10)
  }
  expect(shown).toEqual([])
})

test('Short waits without an answer that follow one another are one', () => {
  const {waits, shown} = start()
  for (let i = 0; i < 3; i++) {
    const end = waits.begin('the API server')
    vi.advanceTimersByTime(900)
    end()
    vi.advanceTimersByTime(50)
  }
  expect(shown).toEqual([])
  waits.begin('the API server')
  vi.advanceTimersByTime(150)
  expect(shown).toEqual(['the API server'])
})

test('Waits with a pause between them are not', () => {
  const {waits, shown} = start()
  for (let i = 0; i < 10; i++) {
    const end = waits.begin('the API server')
    vi.advanceTimersByTime(2000)
    end()
    vi.advanceTimersByTime(700)
  }
  expect(shown).toEqual([])
})

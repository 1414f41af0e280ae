import {expect, test} from 'vitest'
import {PackedTexts} from '../../src/api-server/packed-texts.ts'

/** Texts of a kilobyte each, all different. */
const TEXTS = Array.from({length: 5000}, (_, at) => JSON.stringify({at, text: `ü 😀 ${'x'.repeat(1000)}`}))

test('Texts come out as they went in, again and again, and what is held of them is a small part', () => {
  const packed = new PackedTexts()
  const held = TEXTS.reduce((sum, text) => sum + packed.push(text), 0)
  expect(packed.length).toBe(TEXTS.length)
  expect([...packed]).toEqual(TEXTS)
  expect([...packed]).toEqual(TEXTS)
  expect(held).toBeLessThan(TEXTS.join('').length / 4)
})

test('Some of them are kept by their place', () => {
  const packed = new PackedTexts()
  for (const text of TEXTS) packed.push(text)
  const some = packed.filter(index => index % 1000 === 7)
  expect(some.length).toBe(5)
  expect([...some]).toEqual([7, 1007, 2007, 3007, 4007].map(at => TEXTS[at]))
})

test('Of none there is nothing', () => {
  expect([new PackedTexts().length, [...new PackedTexts()]]).toEqual([0, []])
})

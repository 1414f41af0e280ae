import {describe, expect, it} from 'vitest'
import {StatusError} from '../../../src/sim/api/status.ts'
import {mergePatch} from '../../../src/sim/patch/json.ts'
import {applyJsonPatch} from '../../../src/sim/patch/operations.ts'

const failure = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof StatusError) return [error.status.code, error.status.reason, error.message]
    throw error
  }
  return undefined
}

const copies = (count: number) =>
  Array.from({length: count}, (_, index) => ({op: 'copy', from: '/b', path: `/b/${index}`}))

/** Each puts all that is there into one more object. */
const moves = (count: number) =>
  Array.from({length: count}).flatMap(() => [
    {op: 'add', path: '/b', value: {}},
    {op: 'move', from: '/a', path: '/b/a'},
    {op: 'move', from: '/b', path: '/a'},
  ])

describe('a JSON patch', () => {
  it('leaves the object it is applied to as it was', () => {
    const object = {a: [1, 2]}
    expect(applyJsonPatch(object, [{op: 'add', path: '/a/-', value: 3}])).toEqual({a: [1, 2, 3]})
    expect(object).toEqual({a: [1, 2]})
  })

  it('may replace the whole', () => {
    expect(applyJsonPatch({a: 1}, [{op: 'replace', path: '', value: {b: 2}}])).toEqual({b: 2})
  })

  it.each([
    ['tests for what is not', [{op: 'test', path: '/a', value: 2}]],
    ['removes what is not', [{op: 'remove', path: '/b'}]],
    ['has an operation that does not exist', [{op: 'frob', path: '/a'}]],
    ['reaches into a number', [{op: 'add', path: '/a/b', value: 1}]],
    ['doubles what is there again and again', [{op: 'add', path: '/b', value: {}}, ...copies(30)]],
    ['nests what is there again and again', moves(2000)],
  ])('that %s is rejected', (_what, patch) => {
    expect(failure(() => applyJsonPatch({a: 1}, patch))).toEqual([
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
    ])
  })

  it('that is no list is a bad request', () => {
    expect(failure(() => applyJsonPatch({}, {}))).toEqual([
      400,
      'BadRequest',
      'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    ])
  })
})

it('a merge patch takes away what is null, merges objects and replaces the rest', () => {
  const object = {a: {b: 1, c: 2}, list: [1, 2], gone: true}
  expect(mergePatch(object, {a: {b: null, d: 3}, list: [3], gone: null, never: {was: null}})).toEqual({
    a: {c: 2, d: 3},
    list: [3],
    never: {},
  })
})

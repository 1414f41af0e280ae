import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {fromFieldsV1, toFieldsV1} from '../../../../src/sim/patch/apply/field-set.ts'
import {ancestors, child, field, pathText} from '../../../../src/sim/patch/apply/path.ts'

const path = (...elements: string[]) => elements.reduce(child, '')
const containers = path(field('spec'), field('containers'))
const c = child(containers, 'k:{"name":"c"}')

describe('a set of fields', () => {
  it('is written nested, with a dot for the thing itself', () => {
    expect(toFieldsV1(new Set([c, child(c, field('image')), path(field('spec'), field('replicas'))]))).toEqual({
      'f:spec': {'f:containers': {'k:{"name":"c"}': {'.': {}, 'f:image': {}}}, 'f:replicas': {}},
    })
  })

  it('is written in one order', () => {
    const set = new Set(['v:"b"', 'f:b', 'k:{"a":1}', 'f:a', 'v:"a"'])
    expect(Object.keys(toFieldsV1(set))).toEqual(['f:a', 'f:b', 'k:{"a":1}', 'v:"a"', 'v:"b"'])
  })

  it('reads keys in any order and spacing', () => {
    expect([...fromFieldsV1({'k:{"protocol": "TCP", "port": 80}': {}})]).toEqual(['k:{"port":80,"protocol":"TCP"}'])
  })

  it('comes back as it was', () => {
    const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"c"}', 'v:1')
    const paths = fc.array(fc.array(element, {minLength: 1, maxLength: 4}), {minLength: 1})
    fc.assert(
      fc.property(paths, given => {
        const set = new Set(given.map(elements => path(...elements)))
        expect(fromFieldsV1(toFieldsV1(set))).toEqual(set)
      }),
    )
  })
})

it('a path is told as a person would write it', () => {
  expect(pathText(child(c, field('image')))).toBe('.spec.containers[name="c"].image')
  expect(pathText(path(field('ports'), 'k:{"containerPort":80,"protocol":"TCP"}'))).toBe(
    '.ports[containerPort=80,protocol="TCP"]',
  )
  expect(pathText(path(field('finalizers'), 'v:"a"'))).toBe('.finalizers[="a"]')
})

it('the ancestors of a path are those above it', () => {
  expect(ancestors(c)).toEqual(['f:spec', containers])
})

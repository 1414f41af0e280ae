import {describe, expect, it} from 'vitest'
import {TextError} from '../../../src/sim/schema/json-text.ts'
import {readYaml} from '../../../src/sim/schema/yaml-text.ts'

const failure = (text: string): string => {
  try {
    return JSON.stringify(readYaml(text))
  } catch (error) {
    if (error instanceof TextError) return error.message
    throw error
  }
}

describe('YAML', () => {
  it.each([
    ['a: 1\nb: [x, "2", true, null, ~]\n', {a: 1, b: ['x', '2', true, null, null]}],
    ['{"a": {"b": []}}', {a: {b: []}}],
    ['1: a\ntrue: b\n', {'1': 'a', true: 'b'}],
    ['a: &x {b: 1}\nc: *x\n', {a: {b: 1}, c: {b: 1}}],
    ['a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n', {a: {b: 1, c: 2}, d: {b: 1, c: 3}}],
    ['a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne:\n  <<: [*x, *y]\n', {a: {b: 1}, c: {b: 2, d: 3}, e: {b: 1, d: 3}}],
    ['a: {"<<": b}\n', {a: {'<<': 'b'}}],
    ['a: |\n  x\n  y\n', {a: 'x\ny\n'}],
    ['', null],
  ])('%j is read', (text, value) => {
    expect(readYaml(text)).toEqual({value, duplicates: []})
  })

  it('tells each key that is named twice by its line, and keeps the last one', () => {
    expect(readYaml('a: 1\nb:\n  c: 1\n  c: 2\na: 2\n')).toEqual({
      value: {a: 2, b: {c: 2}},
      duplicates: ['yaml: line 4: key already set in map', 'yaml: line 5: key already set in map'],
    })
  })

  it.each([
    ['a: *x\n', "unknown anchor 'x' referenced"],
    ['a: &x [*x]\n', "unknown anchor 'x' referenced"],
    ['a:\n  <<: b\n', 'map merge requires map or sequence of maps'],
    ['? [a]\n: b\n', 'unsupported map key: ["a"]'],
    ['a: 1\n---\nb: 2\n', 'the text holds more than one document'],
    [`[${'a,'.repeat(250_000)}]`, 'exceeded 500000 tokens'],
    ['a: [\n', 'Flow sequence in block collection must be sufficiently indented and end with a ] at line 2, column 1'],
    [
      `a0: &a0 [x]\n${Array.from({length: 9}, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}]\n`).join('')}`,
      'document contains excessive aliasing',
    ],
  ])('%j is refused', (text, why) => {
    expect(failure(text)).toBe(why)
  })
})

import {describe, expect, test} from 'vitest'
import {customSchema, type Json, type Structural} from '../../../../src/sim/schema/custom/index.ts'
import {refusal} from '../../support/registry.ts'

const text: Structural = {type: 'string'}
const object = (properties: Record<string, Structural>, more: Structural = {}): Structural => ({
  type: 'object',
  properties,
  ...more,
})

const read = (spec: Structural, value: unknown) => {
  const {value: whole, unknown} = customSchema('Thing', object({spec})).read({metadata: {name: 'a'}, spec: value})
  return [whole['spec'], unknown]
}

/** What is wrong with a spec, as kubectl prints it. */
const faults = (spec: Structural, value: unknown, old?: unknown): string[] =>
  customSchema('Thing', object({spec}))
    .validate({spec: value}, old === undefined ? undefined : {spec: old})
    .map(({field, message}) => `${field}: ${message}`)

const filled = (spec: Structural, value: unknown): unknown => {
  const whole: Json = {spec: value}
  customSchema('Thing', object({spec})).fillDefaults(whole)
  return whole['spec']
}

describe('pruning', () => {
  test('takes away what the schema does not have, and tells where it was', () => {
    const schema = object({a: text, list: {type: 'array', items: object({b: text})}})
    expect(read(schema, {a: 'x', c: 1, list: [{b: 'y'}, {d: {e: 1}}]})).toEqual([
      {a: 'x', list: [{b: 'y'}, {}]},
      ['spec.c', 'spec.list[1].d'],
    ])
  })

  test('keeps what is to be preserved, and prunes below it what has a schema', () => {
    const schema = object({a: object({b: text})}, {'x-kubernetes-preserve-unknown-fields': true})
    expect(read(schema, {a: {b: 'x', c: 1}, d: {e: [1]}})).toEqual([{a: {b: 'x'}, d: {e: [1]}}, ['spec.a.c']])
  })

  test('keeps the keys of maps', () => {
    const schema: Structural = {type: 'object', additionalProperties: object({b: text})}
    expect(read(schema, {one: {b: 'x', c: 1}})).toEqual([{one: {b: 'x'}}, ['spec.one.c']])
  })

  test('keeps what makes an embedded object one', () => {
    const schema = object({spec: object({})}, {'x-kubernetes-embedded-resource': true})
    const embedded = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'x'}, spec: {a: 1}, status: {}}
    expect(read(schema, embedded)).toEqual([
      {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'x'}, spec: {}},
      ['spec.spec.a', 'spec.status'],
    ])
  })

  test('reads the metadata as that of every object', () => {
    const {value, unknown} = customSchema('Thing', object({})).read({metadata: {name: 'a', color: 'blue'}})
    expect(value).toEqual({metadata: {name: 'a'}})
    expect(unknown).toEqual(['metadata.color'])
  })
})

describe('defaults', () => {
  test('are filled in where nothing is, also within a default', () => {
    const schema = object({a: object({b: {...text, default: 'x'}}, {default: {}}), c: {type: 'integer', default: 0}})
    expect(filled(schema, {})).toEqual({a: {b: 'x'}, c: 0})
    expect(filled(schema, {a: {b: 'y'}, c: 1})).toEqual({a: {b: 'y'}, c: 1})
  })

  test('take the place of null, which stays only where it may be', () => {
    const schema = object({a: {...text, default: 'x'}, b: text, c: {...text, nullable: true}})
    expect(filled(schema, {a: null, b: null, c: null})).toEqual({a: 'x', c: null})
  })

  test('never make an object larger than what can be stored', () => {
    const items = object({a: {...text, default: 'x'.repeat(10_000)}})
    const list = Array.from({length: 1000}, () => ({}))
    expect(refusal(() => filled({type: 'array', items}, list)).message).toBe('etcdserver: request is too large')
  })
})

describe('validation tells', () => {
  test.each<[string, Structural, unknown, string[]]>([
    ['a type', text, 1, ['spec: Invalid value: "integer": spec in body must be of type string: "integer"']],
    ['a null', text, null, ['spec: Invalid value: "null": spec in body must be of type string: "null"']],
    [
      'a number that is not whole',
      {type: 'integer'},
      1.5,
      ['spec: Invalid value: "number": spec in body must be of type integer: "number"'],
    ],
    ['a whole number', {type: 'number'}, 1, []],
    [
      'a boolean for a number with a format',
      {type: 'integer', format: 'int32'},
      true,
      ['spec: Invalid value: "boolean": spec in body must be of type integer: "boolean"'],
    ],
    ['an int32, which is no format that the server looks at', {type: 'integer', format: 'int32'}, 2 ** 31, []],
    [
      'a field that is required',
      object({a: text}, {required: ['a', 'b']}),
      {},
      ['spec.a: Required value', 'spec.b: Required value'],
    ],
    ['an enum', {...text, enum: ['a', 'b']}, 'c', ['spec: Unsupported value: "c": supported values: "a", "b"']],
    [
      'an enum of numbers',
      {type: 'integer', enum: [1, 2]},
      3,
      ['spec: Unsupported value: 3: supported values: "1", "2"'],
    ],
    ['a pattern', {...text, pattern: '^a+$'}, 'b', [`spec: Invalid value: "b": spec in body should match '^a+$'`]],
    [
      'a short text',
      {...text, minLength: 2},
      'ä',
      ['spec: Invalid value: "ä": spec in body should be at least 2 chars long'],
    ],
    ['a long text', {...text, maxLength: 2}, 'abc', ['spec: Too long: may not be more than 2 bytes']],
    [
      'a minimum',
      {type: 'integer', minimum: 1},
      0,
      ['spec: Invalid value: 0: spec in body should be greater than or equal to 1'],
    ],
    [
      'a maximum',
      {type: 'integer', maximum: 1_000_000},
      2_000_000,
      ['spec: Invalid value: 2000000: spec in body should be less than or equal to 1e+06'],
    ],
    [
      'exclusive bounds',
      {type: 'number', minimum: 1, exclusiveMinimum: true},
      1,
      ['spec: Invalid value: 1: spec in body should be greater than 1'],
    ],
    [
      'a multiple',
      {type: 'integer', multipleOf: 3},
      4,
      ['spec: Invalid value: 4: spec in body should be a multiple of 3'],
    ],
    [
      'few items',
      {type: 'array', items: text, minItems: 1},
      [],
      ['spec: Invalid value: 0: spec in body should have at least 1 items'],
    ],
    [
      'many items',
      {type: 'array', items: text, maxItems: 1},
      ['a', 'b'],
      ['spec: Too many: 2: must have at most 1 item'],
    ],
    [
      'many properties',
      {type: 'object', additionalProperties: text, maxProperties: 1},
      {a: '', b: ''},
      ['spec: Too many: 2: must have at most 1 item'],
    ],
    [
      'an item',
      {type: 'array', items: text},
      ['a', 1],
      ['spec[1]: Invalid value: "integer": spec[1] in body must be of type string: "integer"'],
    ],
    [
      'a value of a map',
      {type: 'object', additionalProperties: text},
      {a: 1},
      ['spec.a: Invalid value: "integer": spec.a in body must be of type string: "integer"'],
    ],
    [
      'an item that is there twice',
      {type: 'array', items: text, 'x-kubernetes-list-type': 'set'},
      ['a', 'b', 'a'],
      ['spec[2]: Duplicate value: "a"'],
    ],
    [
      'a key that is there twice',
      {
        type: 'array',
        items: object({a: text, b: text}),
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['a'],
      },
      [{a: 'x', b: 'y'}, {a: 'x'}],
      ['spec[1]: Duplicate value: {"a":"x"}'],
    ],
    [
      'neither number nor text',
      {'x-kubernetes-int-or-string': true},
      true,
      ['spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"'],
    ],
    [
      'a date',
      {...text, format: 'date-time'},
      'today',
      ['spec: Invalid value: "today": spec in body must be of type date-time: "today"'],
    ],
    ['a format that nobody checks', {...text, format: 'color'}, 'x', []],
    [
      'no alternative',
      {type: 'integer', anyOf: [{minimum: 5}, {maximum: 1}]},
      3,
      [
        '<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)',
        'spec: Invalid value: 3: spec in body should be greater than or equal to 5',
      ],
    ],
    [
      'two alternatives',
      {type: 'integer', oneOf: [{minimum: 1}, {maximum: 5}]},
      3,
      ['<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives'],
    ],
    [
      'what must not be',
      {...text, not: {enum: ['a']}},
      'a',
      ['<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    ],
  ])('%s', (_, schema, value, messages) => {
    expect(faults(schema, value)).toEqual(messages)
  })

  test('nothing of what was wrong before and stays as it was', () => {
    const schema = object({a: {...text, maxLength: 1}, b: {...text, maxLength: 1}})
    expect(faults(schema, {a: 'old', b: 'new'}, {a: 'old', b: 'x'})).toEqual([
      'spec.b: Too long: may not be more than 1 bytes',
    ])
  })

  test('that an object takes too long, and is done with it', () => {
    const values = Array.from({length: 5000}, (_, index) => index)
    const schema: Structural = {type: 'array', items: {type: 'integer', enum: values}}
    expect(
      faults(
        schema,
        Array.from({length: 100_000}, () => -1),
      ).at(-1),
    ).toBe(
      '<nil>: Invalid value: "": the object takes the simulated cluster too long to check against the schema of its definition',
    )
  })
})

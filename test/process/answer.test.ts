import fc from 'fast-check'
import {expect, test} from 'vitest'
import {isRecord, readAnswer} from '../../src/process/answer.ts'

const read = (text: string) => readAnswer('kubectl get', text)

test.each([
  ['alone', '{"a":1}\n'],
  ['behind a byte order mark', '\uFEFF{"a":1}'],
  ['behind a warning', 'W1123 12:00:00 warnings.go:70] v1 is old\n{"a":1}\n'],
  ['behind a warning that begins with a bracket', '[warning] a wrapper\n{"a":1}\n'],
  ['before a warning', '{\n "a":1\n}\nA new release is there.\n'],
  ['with CRLF', 'warning\r\n{\r\n"a":1\r\n}\r\n'],
])('JSON %s is read', (_, text) => {
  expect(read(text)).toEqual({a: 1})
})

test.each([
  ['nothing', '', [], 'kubectl get answered with nothing'],
  ['blanks', ' \n\n', [], 'kubectl get answered with nothing'],
  ['no JSON', 'hello\nworld', ['hello'], undefined],
  ['JSON that is cut', '{"items":[{"a":1},', ['{"items":[{"a":1},'], undefined],
  ['JSON of another shape', '[1]', ['[1]'], undefined],
  ['null', 'null', ['null'], undefined],
  ['a text', '"x"', ['"x"'], undefined],
  ['a line without end', 'x'.repeat(10_000_000), ['x'.repeat(200)], undefined],
])('An answer of %s is told, with its beginning', (_, text, evidence, message) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      code: 'ANSWER_UNREADABLE',
      exit: 3,
      message: message ?? 'kubectl get answered with something that cannot be read',
      details: expect.objectContaining({evidence}),
    }),
  )
})

test('Whatever a program prints, the answer is an object or a refusal', () => {
  const noise = fc.oneof(
    fc.string({unit: 'binary'}),
    fc.json(),
    fc.constantFrom('{', '}', '[', ']', '\n', '{"a":', '\u0000'),
  )
  fc.assert(
    fc.property(fc.array(noise, {maxLength: 12}), parts => {
      try {
        expect(isRecord(read(parts.join('')))).toBe(true)
      } catch (error) {
        expect(error).toMatchObject({code: 'ANSWER_UNREADABLE'})
      }
    }),
  )
})

test('JSON that a program prints comes back, whatever it prints around it', () => {
  const line = fc.string().filter(text => !/[{}[\]\n\r]/.test(text))
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), line, line, (value, before, after) => {
      expect(read(`${before}\n${JSON.stringify(value)}\n${after}`)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

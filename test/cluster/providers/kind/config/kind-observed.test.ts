import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import {PRINTED, recognise} from '../../../../../src/errors/known/index.ts'
import {where} from '../../../../errors/known/expect-known.ts'
import {ACCEPTED, LEFT_TO_KIND, REFUSED} from './kind-observed.ts'
import {PUBLIC_ACCEPTED, PUBLIC_REFUSED} from './public-configs.ts'

const errors = (text: string) => parseKindConfig(text).problems.filter(problem => problem.level === 'error')

describe('What the kind binary was seen to do', () => {
  test.each(ACCEPTED)('%j is accepted', text => {
    expect(errors(text)).toEqual([])
  })
  test.each(REFUSED)('%j is refused', text => {
    expect(errors(text)).not.toEqual([])
  })
})

test.each(LEFT_TO_KIND)('%j is left to kind, whose words are the problem', (text, words) => {
  expect(errors(text)).toEqual([])
  const refusal = words.replace(/^(?:unable to decode config|could not determine kind \/ apiVersion for config): /, '')
  expect(recognise(`ERROR: failed to create cluster: ${words}\n`, PRINTED, where)).toMatchObject({
    code: 'CONFIG_INVALID',
    message: `kind refuses the config: ${refusal}`,
  })
})

describe('Of configurations as people publish them', () => {
  test.each(Object.entries(PUBLIC_ACCEPTED))('%s is accepted', (_, text) => {
    expect(errors(text)).toEqual([])
  })
  test.each(Object.entries(PUBLIC_REFUSED))('%s is refused', (_, text) => {
    expect(errors(text)).not.toEqual([])
  })
})

const fragment = fc.constantFrom(
  ...ACCEPTED,
  ...REFUSED,
  '- ',
  '[',
  '{',
  '"',
  "'",
  '&a ',
  '*a',
  '<<: ',
  '\t',
  ': ',
  '? ',
  '|\n',
  '\0',
)

test('No text makes it throw, and every problem has a place in the text', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fragment, fc.string({unit: 'binary', maxLength: 20})), {maxLength: 8}), parts => {
      const text = parts.join('')
      const {problems, config} = parseKindConfig(text)
      const last = text.split(/\n|\r(?!\n)/).length
      expect(problems.every(({line, column}) => line >= 1 && line <= last && column >= 1)).toBe(true)
      expect(config === undefined).toBe(problems.some(problem => problem.level === 'error'))
    }),
  )
})

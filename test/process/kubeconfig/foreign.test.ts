import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parse, stringify} from 'yaml'
import {changeTexts, type KubeconfigChange} from '../../../src/process/kubeconfig/changes.ts'

const LISTS = ['contexts', 'clusters', 'users'] as const
const BODY = {contexts: 'context', clusters: 'cluster', users: 'user'} as const

const name = fc.stringMatching(/^[a-z]{1,4}$/).filter(word => word !== 'mine')
const word = fc.oneof(fc.string({maxLength: 8}), fc.constantFrom('yes', '1:20', '# no', 'a: b', '- c', "it's", '"'))
const content = fc.dictionary(fc.stringMatching(/^[a-z-]{1,6}$/), word, {maxKeys: 3})
/** How an entry is written: the rows of a list, or words in braces. */
const style = fc.record({
  flow: fc.boolean(),
  json: fc.boolean(),
  indent: fc.integer({min: 0, max: 4}),
  remark: fc.constantFrom('', '  # a remark', ' #'),
  eol: fc.constantFrom('\n', '\r\n'),
  order: fc.shuffledSubarray([...LISTS], {minLength: 3}),
  hasMine: fc.boolean(),
  place: fc.nat(),
})
type Style = typeof style extends fc.Arbitrary<infer T> ? T : never
type Entries = Record<(typeof LISTS)[number], [string, Record<string, string>][]>
const entries: fc.Arbitrary<Entries> = fc.record({
  contexts: fc.uniqueArray(fc.tuple(name, content), {selector: ([of]) => of, maxLength: 4}),
  clusters: fc.uniqueArray(fc.tuple(name, content), {selector: ([of]) => of, maxLength: 4}),
  users: fc.uniqueArray(fc.tuple(name, content), {selector: ([of]) => of, maxLength: 4}),
})

/** The text of each entry of others, and the kubeconfig that they make up. */
const write = (all: Entries, {flow, json, indent, remark, eol, order, hasMine, place}: Style) => {
  const parts: string[] = []
  const texts = order.map(list => {
    const items: [string, Record<string, string>][] = [...all[list]]
    if (hasMine) items.splice(place % (items.length + 1), 0, ['mine', {old: 'x'}])
    const written = items.map(([of, body]) => {
      const object = {name: of, [BODY[list]]: body}
      const row = stringify([object], {lineWidth: 0, version: '1.1'}).trimEnd().split('\n')
      const text =
        flow || json
          ? JSON.stringify(object)
          : row.map((line, index) => `${' '.repeat(indent)}${line}${index === 0 ? remark : ''}`).join(eol)
      if (of !== 'mine') parts.push(text)
      return text
    })
    if (json) return `${JSON.stringify(list)}: [${written.join(', ')}]`
    if (flow) return `${list}: [${written.join(', ')}]${remark}`
    return `${list}:${remark}${eol}${written.join(eol)}`
  })
  const text = json
    ? `{${[...texts, '"current-context": "a"'].join(',')}}`
    : [...texts, 'current-context: a', ''].join(eol)
  return {text, parts}
}

const EDITS: readonly KubeconfigChange[][] = [
  LISTS.map(list => ({list, name: 'mine', set: {token: 'yes', server: 'https://127.0.0.1:1'}})),
  LISTS.map(list => ({list, name: 'mine', remove: true as const})),
  [{current: 'mine'}],
  [{leave: 'a'}],
  [...LISTS.map(list => ({list, name: 'mine', set: {token: 't'}})), {current: 'on'}],
]

test('Whatever is in a kubeconfig, the entries of others stay byte for byte, and the edit is made', () => {
  fc.assert(
    fc.property(entries, style, fc.constantFrom(...EDITS), (all, how, changes) => {
      const {text, parts} = write(all, how)
      const after = changeTexts([{file: 'f', text}], 'f', () => changes)[0]?.text ?? text
      let from = 0
      for (const part of parts) {
        const found = after.indexOf(part, from)
        expect(found, `${JSON.stringify(part)} in ${JSON.stringify(after)}`).toBeGreaterThanOrEqual(from)
        from = found + part.length
      }
      const said = parse(after, {version: '1.1'}) as Record<string, {name: string}[] | null>
      const left = LISTS.map(list => (said[list] ?? []).map(({name}) => name).filter(of => of !== 'mine'))
      expect(left).toEqual(LISTS.map(list => all[list].map(([of]) => of)))
    }),
    {numRuns: 300},
  )
})

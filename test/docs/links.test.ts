import {existsSync, globSync, readFileSync, statSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect, test} from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const documents = globSync(['*.md', 'docs/**/*.md', '.github/**/*.md'], {cwd: ROOT}).sort()

/** A document without its code, which has no links and no headings. */
const proseOf = (file: string): string =>
  readFileSync(join(ROOT, file), 'utf8')
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/<!--.*?-->/gs, '')

/** The anchors of a document's headings, as forges make them: lower case, without marks, blanks as hyphens. */
const anchorsOf = (file: string): string[] =>
  [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )

const linksOf = (file: string): string[] =>
  [
    ...proseOf(file)
      .replaceAll(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = '']) => target)

test.each(documents)('Every link of %s to this repository leads to a file, and to a heading in it', file => {
  const dead = linksOf(file)
    .filter(target => !/^[a-z]+:/i.test(target))
    .filter(target => {
      const [path = '', anchor] = target.split('#')
      const place = path === '' ? file : join(dirname(file), path)
      if (!existsSync(join(ROOT, place))) return true
      return anchor !== undefined && statSync(join(ROOT, place)).isFile() && !anchorsOf(place).includes(anchor)
    })
  expect(dead).toEqual([])
})

test('docs/README.md leads to every document beside it', () => {
  const beside = globSync('docs/*.md', {cwd: ROOT}).map(file => file.replace('docs/', ''))
  expect(beside.filter(name => name !== 'README.md' && !linksOf('docs/README.md').includes(name))).toEqual([])
})

const translated = documents
  .filter(file => file.endsWith('.ko.md'))
  .map(file => [file, file.replace(/\.ko\.md$/, '.md')] as const)

/** What is the same in every language: the levels of headings, code, and the commands at the beginning of rows. */
const skeletonOf = (file: string): string[] => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const code = [...text.matchAll(/^```.*?^```$/gms)].map(([block]) => block)
  const levels = [...proseOf(file).matchAll(/^(#+) /gm)].map(([, marks = '']) => marks)
  const rows = [...proseOf(file).matchAll(/^\| (\[?`.*?) \| /gm)].map(([, cell = '']) =>
    cell.replaceAll(/[^`]*(`[^`]*`)[^`]*/g, '$1 '),
  )
  return [...levels, ...rows, ...code]
}

test.each(translated)('%s has the headings, the code and the commands of %s', (file, original) => {
  expect(skeletonOf(file)).toEqual(skeletonOf(original))
})

import {existsSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')

test('Every path that ARCHITECTURE.md names is there', () => {
  const paths = [...text.matchAll(/`((?:bin|commands|src|completions|scripts|test|docs)\/[\w./-]*)`/g)].map(
    ([, path = '']) => path,
  )
  expect(paths.length).toBeGreaterThan(30)
  // NAME stands for the file that is to be added.
  expect(paths.filter(path => !path.includes('NAME') && !existsSync(join(root, path)))).toEqual([])
})

test('ARCHITECTURE.md has a row for every folder of src', () => {
  const folders = readdirSync(join(root, 'src'), {withFileTypes: true}).filter(entry => entry.isDirectory())
  expect(folders.filter(({name}) => !text.includes(`| \`src/${name}/\` |`)).map(({name}) => name)).toEqual([])
})

test('ARCHITECTURE.md fits on three screens of fifty lines', () => {
  expect(text.split('\n').length).toBeLessThanOrEqual(150)
})

test.each(['README.md', 'README.ko.md'])('%s fits on two screens of fifty lines', file => {
  expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(100)
})

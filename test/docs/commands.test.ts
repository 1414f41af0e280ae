import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {commands} from '../cli/help/manifest.ts'

const ROOT = join(import.meta.dirname, '../..')
// What the changelog says was true of its version, and a transcript is of a run.
const documents = globSync(['*.md', 'docs/*.md', '.github/**/*.md'], {cwd: ROOT}).filter(
  file => file !== 'CHANGELOG.md',
)

/** Flags that oclif and kubectl have for every command. */
const COMMON = ['help', 'h', 'version']

/** The command lines of kubia in code of a document, from behind `kubectl kubia` to their end, or to a quote. */
const linesOf = (file: string): string[] => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const blocks = [...text.matchAll(/^```\w*.*\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.split('\n'))
  const spans = [...text.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span)
  return [...blocks, ...spans].flatMap(line =>
    [...line.matchAll(/\b(?:kubectl|k) kubia ([^|;&`'"\\)]*)/g)].map(([, rest = '']) => rest.trim()),
  )
}

/** What is wrong with a command line: its command, or flags that its command does not have. */
const wrongIn = (line: string): string[] => {
  const words = line.split(/\s+/)
  const id = [`${words[0]}:${words[1]}`, words[0] ?? ''].find(name => name in commands)
  if (id === undefined) return /^[a-z]/.test(line) ? [`no command: ${line}`] : []
  const known = Object.entries(commands[id]?.flags ?? {}).flatMap(([name, {char}]) => [name, char ?? ''])
  const end = words.indexOf('--')
  return words
    .slice(0, end < 0 ? undefined : end)
    .flatMap(word => /^\[?--?([a-z][\w-]*)/.exec(word)?.[1] ?? [])
    .filter(flag => ![...known, ...COMMON].includes(flag))
    .map(flag => `${id} has no flag ${flag}: ${line}`)
}

test.each(documents)('%s names commands and flags that there are', file => {
  expect(linesOf(file).flatMap(wrongIn)).toEqual([])
})

test('A command and a flag that are not there are found', () => {
  expect(wrongIn('upp --workers 2')).toEqual(['no command: upp --workers 2'])
  expect(wrongIn('up shop --workerz 2 -p 8080:30080')).toEqual([
    'up has no flag workerz: up shop --workerz 2 -p 8080:30080',
  ])
})

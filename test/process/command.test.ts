import {spawnSync} from 'node:child_process'
import fc from 'fast-check'
import {expect, test} from 'vitest'
import {formatCommand, formatScript, quoteWord} from '../../src/process/command.ts'

/** What a real shell makes of a script. */
const shell = (script: string): string => {
  const {status, stdout, stderr} = spawnSync('/bin/sh', {input: script, env: {PATH: '/usr/bin:/bin'}, encoding: 'utf8'})
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

test.each([
  ['kubia', 'kubia'],
  ['--name=a-b_c.d:e/f@g%h+i,j', '--name=a-b_c.d:e/f@g%h+i,j'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's", String.raw`'it'\''s'`],
  ['$HOME', "'$HOME'"],
  ['~', "'~'"],
  ['*', "'*'"],
  ['a\nb', "'a\nb'"],
  ['é', "'é'"],
])('%j is quoted as %s', (word, quoted) => {
  expect(quoteWord(word)).toBe(quoted)
})

test('A shell reads back every word exactly as it was', () => {
  const word = fc.string({unit: 'grapheme'}).map(text => text.replaceAll('\0', ''))
  fc.assert(
    fc.property(fc.array(word, {minLength: 40, maxLength: 60}), args => {
      const read = shell(formatCommand({program: 'printf', args: ['%s\\0', ...args]}))
      expect(read.split('\0').slice(0, -1)).toEqual(args)
    }),
    {numRuns: 20},
  )
})

test('Variables stand in front of the command, quoted, and reach it', () => {
  const command = {program: 'printenv', args: ['A', 'B'], env: {A: '1', B: 'x y; echo no'}}
  expect(formatCommand(command)).toBe("A=1 B='x y; echo no' printenv A B")
  expect(shell(formatCommand(command))).toBe('1\nx y; echo no\n')
})

test('A command without input is its own script', () => {
  expect(formatScript({program: 'kind', args: ['get', 'clusters']})).toBe('kind get clusters')
})

test('The input of a command is a here-document', () => {
  expect(formatScript({program: 'cat', args: ['-'], input: 'a: 1\nb: 2\n'})).toBe("cat - <<'EOF'\na: 1\nb: 2\nEOF")
})

test.each([
  ['with $variables, `commands` and \\ in it', 'a $HOME `id` \\ \\\\ $(id)\n'],
  ['with a line EOF', 'a\nEOF\nb\n'],
  ['with lines EOF and EOF_', 'EOF_\nEOF\nEOF__x\n'],
  ['that begins and ends with empty lines', '\n\na\n\n\n'],
  ['with quotes, tabs and carriage returns', '\t\'a\' "b"\r\n'],
])('A shell hands a text %s on unchanged', (_, input) => {
  expect(shell(formatScript({program: 'cat', args: [], input}))).toBe(input)
})

test('A text without a final newline gets one, as a here-document cannot be without', () => {
  expect(shell(formatScript({program: 'cat', args: [], input: 'a'}))).toBe('a\n')
})

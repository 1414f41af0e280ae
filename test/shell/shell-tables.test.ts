import {describe, expect, test} from 'vitest'
import {formatDiff} from '../../src/shell/diff.ts'
import {describeUse, isKubectl, readNameUse} from '../../src/shell/name-use.ts'
import {formatHeader, formatPayload, readHeader} from '../../src/shell/parts.ts'
import {chooseBashFile} from '../../src/shell/start-file.ts'

describe('the start-up file of bash', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ['on Linux', 'linux', {'.bash_profile': ''}, '.bashrc'],
    ['on macOS with no file at all', 'darwin', {}, '.bash_profile'],
    ['on macOS with .bash_login and .profile', 'darwin', {'.bash_login': '', '.profile': ''}, '.bash_login'],
    ['on macOS with .profile', 'darwin', {'.profile': 'PATH=x'}, '.profile'],
    [
      'on macOS where .bash_profile reads .bashrc',
      'darwin',
      {'.bash_profile': '[ -f ~/.bashrc ] && . ~/.bashrc'},
      '.bashrc',
    ],
    ['on macOS where that line is a comment', 'darwin', {'.bash_profile': '# . ~/.bashrc'}, '.bash_profile'],
    [
      'on macOS where .bash_profile sources $HOME/.bashrc',
      'darwin',
      {'.bash_profile': 'source "$HOME/.bashrc"'},
      '.bashrc',
    ],
  ])('%s', (_title, system, files, expected) => {
    expect(chooseBashFile(system, name => files[name])).toBe(expected)
  })
})

describe('what a name is', () => {
  const told = (line: string) => readNameUse(`noise\n<kubia-name\n${line}kubia-name>\nnoise\n`)

  test.each<[string, string, string, boolean]>([
    ['nothing', '', '<none>', false],
    ['an alias of kubectl', 'alias\tkubectl\n', 'alias for kubectl', true],
    ['an alias of a path to kubectl', 'alias\t/usr/bin/kubectl\n', 'alias for /usr/bin/kubectl', true],
    ['an alias with a flag', 'alias\tkubectl -n x\n', 'alias for kubectl -n x', false],
    ['another program', 'alias\tkubecolor\n', 'alias for kubecolor', false],
    ['a function that is kubectl', 'function\t    kubectl "$@"\n', 'function { kubectl "$@" }', true],
    ['a function with command', 'function\tcommand kubectl "$@";\n', 'function { command kubectl "$@"; }', true],
    ['a function that does more', 'function\techo; kubectl "$@"\n', 'function { echo; kubectl "$@" }', false],
    ['a program', 'program\t/usr/bin/k\n', 'program /usr/bin/k', false],
    ['an alias in front of a program', 'alias\tkubectl\nprogram\t/usr/bin/k\n', 'alias for kubectl', true],
  ])('%s', (_title, line, text, kubectl) => {
    expect(describeUse(told(line))).toBe(text)
    expect(isKubectl(told(line))).toBe(kubectl)
  })

  test('unknown where the shell never got as far', () => {
    expect(readNameUse('exec tmux')).toMatchObject({kind: 'unknown'})
  })
})

describe('a file of kubia’s', () => {
  test('tells what it is for, and who reads it', () => {
    const parts = {alias: 'kc', completion: true, path: undefined}
    expect(readHeader(formatPayload(parts, '/home/a b/.zshrc', 'code'))).toEqual({parts, startFile: '/home/a b/.zshrc'})
    expect(readHeader(`${formatHeader({alias: undefined, completion: true, path: undefined})}\nx`)).toEqual({
      parts: {alias: undefined, completion: true, path: undefined},
      startFile: undefined,
    })
    const onPath = {alias: 'k', completion: false, path: "/home/a b's/bin"}
    expect(readHeader(formatPayload(onPath, '/home/x/.zshrc', ''))).toEqual({
      parts: onPath,
      startFile: '/home/x/.zshrc',
    })
    expect(readHeader('function k; kubectl $argv; end')).toBeUndefined()
  })
})

describe('a diff', () => {
  test('shows lines at the end of a file, in diff -u’s form', () => {
    expect(formatDiff('f', Buffer.from('a\nb\n'), Buffer.from('a\nb\nc\n'))).toBe(
      '--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n b\n+c\n',
    )
  })
  test('shows a file that comes, and one that goes', () => {
    expect(formatDiff('f', undefined, Buffer.from('a\n'))).toBe('--- /dev/null\n+++ f\n@@ -0,0 +1 @@\n+a\n')
    expect(formatDiff('f', Buffer.from('a\n'), undefined)).toBe('--- f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n')
  })
  test('tells that a line end came', () => {
    expect(formatDiff('f', Buffer.from('a'), Buffer.from('a\n'))).toContain('-a\n\\ No newline at end of file\n+a\n')
  })
  test('is empty where nothing changes', () => {
    expect(formatDiff('f', Buffer.from('a'), Buffer.from('a'))).toBe('')
  })
})

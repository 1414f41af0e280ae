import {execFileSync} from 'node:child_process'
import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {commitBuilt, epochOf, strayFiles} from '../../scripts/release/built.ts'
import {temporaryFolder} from '../support/temporary.ts'

/** A repository whose dist/ is ignored and built. */
const start = () => {
  const folder = temporaryFolder()
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.invalid', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim()
  git('init', '--quiet')
  git('config', 'user.name', 'n')
  git('config', 'user.email', 'n@example.invalid')
  mkdirSync(join(folder, 'dist/action'), {recursive: true})
  writeFileSync(join(folder, '.gitignore'), 'dist/\n')
  for (const name of ['main.js', 'post.js']) writeFileSync(join(folder, 'dist/action', name), `${name}\n`)
  git('add', '.')
  git('commit', '--quiet', '--message', 'Release 1.2.3')
  return {folder, git}
}

test('The built files are in a commit above the release, and on no branch', () => {
  const {folder, git} = start()
  const head = git('rev-parse', 'HEAD')
  const built = commitBuilt(folder, 'Built files of 1.2.3')
  expect(git('ls-tree', '-r', '--name-only', built).split('\n')).toEqual([
    '.gitignore',
    'dist/action/main.js',
    'dist/action/post.js',
  ])
  expect([git('rev-parse', 'HEAD'), git('rev-parse', `${built}^`), git('status', '--porcelain')]).toEqual([
    head,
    head,
    '',
  ])
})

test('What a fresh build changes, lacks or adds is found', () => {
  const {folder, git} = start()
  expect(strayFiles(folder)).not.toEqual([])
  git('checkout', '--quiet', '--force', '--detach', commitBuilt(folder, 'Built'))
  expect(strayFiles(folder)).toEqual([])
  writeFileSync(join(folder, 'dist/action/main.js'), 'another\n')
  rmSync(join(folder, 'dist/action/post.js'))
  writeFileSync(join(folder, 'dist/new.js'), '')
  expect(strayFiles(folder).map(line => line.trim())).toEqual([
    'M dist/action/main.js',
    'D dist/action/post.js',
    '!! dist/new.js',
  ])
})

test('A release is built as of its day', () => {
  const changelog = '## Unreleased\n\n## 1.2.3 - 2026-11-29\n### Added\n- a\n'
  expect(epochOf(changelog, '1.2.3')).toBe(Date.UTC(2026, 10, 29) / 1000)
  expect(() => epochOf(changelog, '1.2.4')).toThrow('CHANGELOG.md has no release 1.2.4')
})

import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {isNext, releaseChangelog} from '../../scripts/release/changelog.ts'
import {DOCUMENTS, releaseDocument} from '../../scripts/release/documents.ts'
import {homebrewFormula, krewManifest, type Release} from '../../scripts/release/manifests.ts'
import {PLATFORMS} from '../../scripts/release/platforms.ts'

const release: Release = {
  version: '1.2.3',
  url: 'https://example.invalid/v1.2.3',
  homepage: 'https://example.invalid',
  sums: Object.fromEntries(PLATFORMS.map(({name}, at) => [name, String(at).repeat(64)])),
}
const hasRuby = spawnSync('ruby', ['--version']).status === 0

// The rules: https://krew.sigs.k8s.io/docs/developer-guide/develop/best-practices/ and what krew's validator refuses.
test('The manifest of krew keeps its published rules', () => {
  const {metadata, spec} = parse(krewManifest(release))
  expect(metadata.name).toBe('kubia')
  expect(spec.version).toMatch(/^v\d+\.\d+\.\d+$/)
  expect(spec.shortDescription.length).toBeLessThanOrEqual(50)
  expect(spec.shortDescription).not.toMatch(/\.$|kubectl|plugin/i)
  expect(Object.keys(spec).filter(key => !spec[key])).toEqual([])
  for (const platform of spec.platforms) {
    expect(platform.sha256).toMatch(/^[0-9a-f]{64}$/)
    const moved: string[] = platform.files.map(({from}: {from: string}) => from)
    expect(moved.filter(from => from.endsWith('LICENSE'))).toHaveLength(1)
    // Each is in the one folder of the archive, and the program is in one that is moved whole.
    expect(moved.filter(from => from.includes('*') || !platform.uri.includes(`/${from.split('/')[0]}.tar.gz`))).toEqual(
      [],
    )
    expect(moved.map(from => from.split('/').at(-1))).toContain(platform.bin.split('/')[0])
  }
  expect(spec.platforms.map(({selector}: {selector: {matchLabels: object}}) => selector.matchLabels)).toEqual([
    {os: 'linux', arch: 'amd64'},
    {os: 'linux', arch: 'arm64'},
    {os: 'darwin', arch: 'amd64'},
    {os: 'darwin', arch: 'arm64'},
  ])
})

test('A release without the archive of a platform has no manifest', () => {
  expect(() => krewManifest({...release, sums: {}})).toThrow('SHA256SUMS has no archive for linux-x64')
})

test('The formula of Homebrew names the archive and the sum of each platform', () => {
  const lines = homebrewFormula(release)
    .split('\n')
    .map(line => line.trim())
  for (const {name} of PLATFORMS) {
    const at = lines.indexOf(`url "https://example.invalid/v1.2.3/kubectl-kubia-1.2.3-${name}.tar.gz"`)
    expect(lines[at + 1]).toBe(`sha256 "${release.sums[name]}"`)
  }
})

test.skipIf(!hasRuby)('The formula of Homebrew is Ruby', () => {
  const {status, stderr} = spawnSync('ruby', ['-c'], {input: homebrewFormula(release), encoding: 'utf8'})
  expect({status, stderr}).toEqual({status: 0, stderr: ''})
})

test('A document of a release names its repository and its version, and no longer says that there is none', () => {
  const text = [
    '`curl https://github.com/OWNER/kubectl-kubia/releases/latest/download/install.sh`, `brew install OWNER/tap/kubectl-kubia`',
    '',
    '<!-- until the first release -->',
    '`OWNER` is whose repository this is.',
    '',
    '`uses: OWNER/kubectl-kubia@v0.2.0`, `kubectl-kubia-0.1.0-linux-x64.tar.gz`, Node 22.13.0',
    '',
  ].join('\n')
  const first = releaseDocument(text, 'https://github.com/someone/kubectl-kubia', '1.2.3')
  expect(first).toBe(
    [
      '`curl https://github.com/someone/kubectl-kubia/releases/latest/download/install.sh`, `brew install someone/tap/kubectl-kubia`',
      '',
      '`uses: someone/kubectl-kubia@v1.2.3`, `kubectl-kubia-1.2.3-linux-x64.tar.gz`, Node 22.13.0',
      '',
    ].join('\n'),
  )
  expect(releaseDocument(first, 'https://github.com/someone/kubectl-kubia', '1.2.4')).toBe(
    first.replaceAll('1.2.3', '1.2.4'),
  )
})

test.each(DOCUMENTS)('A release leaves no OWNER in %s', name => {
  const text = readFileSync(join(import.meta.dirname, '../..', name), 'utf8')
  expect(releaseDocument(text, 'https://github.com/someone/kubectl-kubia', '1.2.3')).not.toContain('OWNER')
})

test('The unreleased changes become those of the version', () => {
  const text = '# Changelog\n\n## Unreleased\n### Added\n- a\n\n## 0.1.0 - 2026-01-01\n### Added\n- b\n'
  expect(releaseChangelog(text, '0.2.0', '2026-02-03')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2026-02-03\n### Added\n- a\n\n## 0.1.0 - 2026-01-01\n### Added\n- b\n',
  )
  expect(() => releaseChangelog('# Changelog\n\n## Unreleased\n\n## 0.1.0\n### Added\n- b\n', '0.2.0', '')).toThrow(
    'CHANGELOG.md has no unreleased changes',
  )
})

test.each([
  ['0.1.1', '0.1.0', true],
  ['0.2.0', '0.1.9', true],
  ['1.0.0', '0.9.9', true],
  ['0.1.0', '0.1.0', false],
  ['0.0.9', '0.1.0', false],
  ['v0.2.0', '0.1.0', false],
  ['0.2', '0.1.0', false],
])('That %s comes after %s is %j', (version, before, expected) => {
  expect(isNext(version, before)).toBe(expected)
})

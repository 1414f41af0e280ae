import {execFileSync} from 'node:child_process'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {type NamedManifests, readManifestFlags, readManifests, refuseNames} from '../../src/cli/read-manifests.ts'
import {temporaryFolder} from '../support/temporary.ts'

const run = {signal: new AbortController().signal, note: () => {}}
const read = (filename: readonly string[], more: Partial<NamedManifests> = {}) =>
  readManifests(run, {filename, recursive: false, ...more})

/** A folder with files, by their paths in it. */
const folderOf = (files: Readonly<Record<string, string>>): string => {
  const folder = temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), {recursive: true})
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** A named pipe that a text is written to. */
const pipeOf = (text: string): string => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  execFileSync('sh', ['-c', 'printf %s "$1" > "$2" &', 'sh', text, pipe], {stdio: 'ignore'})
  return pipe
}

describe('The flags that name manifests', () => {
  test.each([
    [{filename: ['a'], recursive: false, kustomize: 'b'}, '-f and -k cannot be used together: name one of them'],
    [{recursive: true, kustomize: 'b'}, '-R and -k cannot be used together'],
    [{recursive: true}, '-R needs -f DIR'],
    [{filename: ['a', ''], recursive: false}, '-f names no file: there is nothing before or after one of its commas'],
  ])('are refused where they exclude each other (%#)', (flags, message) =>
    expect(() => readManifestFlags(flags)).toThrow(message),
  )

  test('leave no room for a name, and are proposed for each file that stands in its place', () => {
    const folder = folderOf({'a.yaml': '', 'b.yaml': ''})
    const [a, b] = [join(folder, 'a.yaml'), join(folder, 'b.yaml')]
    const refused = (names: string[], named: Partial<NamedManifests>) => () =>
      refuseNames(names, {recursive: false, ...named})
    expect(refused([], {filename: [a]})).not.toThrow()
    expect(refused(['web'], {filename: [a]})).toThrow('a NAME (web) and -f cannot be used together')
    expect(refused([b], {kustomize: folder})).toThrow(`a NAME (${b}) and -k cannot be used together`)
    expect(refused([b], {filename: [a]})).toThrow(
      expect.objectContaining({
        message: `-f takes one file, and ${b} stands behind it`,
        details: {fix: [{command: ['kubectl', 'kubia', 'deploy', '-f', a, '-f', b]}]},
      }),
    )
  })

  test('are none for a Deployment', () => expect(readManifestFlags({recursive: false})).toBeUndefined())
})

describe('Manifests', () => {
  test('are all that is named, each once, in that order, and kubectl’s to read', async () => {
    const folder = folderOf({'a.yaml': '', 'sub/b.yaml': ''})
    const files = [join(folder, 'a.yaml'), folder, 'https://example.com/c.yaml', join(folder, '*.json')]
    expect(await read([...files, folder], {recursive: true})).toEqual({files, recursive: true})
  })

  test('of several pipes are documents of one text, in the place of the first', async () => {
    const folder = folderOf({'a.yaml': ''})
    const [one, two] = [pipeOf('{"kind": "One"}'), pipeOf('kind: Two\n')]
    expect(await read([one, join(folder, 'a.yaml'), two])).toEqual({
      files: ['-', join(folder, 'a.yaml')],
      recursive: false,
      text: '---\n{"kind": "One"}\n---\nkind: Two\n',
    })
  })

  test('of one pipe are its text', async () =>
    expect(await read([pipeOf('kind: One\n')])).toEqual({files: ['-'], recursive: false, text: 'kind: One\n'}))

  test.each([
    ['itself', {'kustomization.yml': ''}, false, ''],
    ['in a folder of it, with -R', {'a.yaml': '', 'dev/kustomization.yaml': ''}, true, 'dev'],
  ])('in a folder that has a kustomization %s are for -k', async (_, files, recursive, where) => {
    const folder = folderOf(files)
    const of = join(folder, where)
    await expect(read([folder], {recursive})).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(
        new RegExp(`^${of}/kustomization\\.ya?ml is for -k, and cannot be applied with -f$`),
      ),
      details: {fix: [{command: ['kubectl', 'kubia', 'deploy', '-k', of]}]},
    })
  })

  test('in a folder with a kustomization further down are read without -R', async () => {
    const folder = folderOf({'a.yaml': '', 'dev/kustomization.yaml': ''})
    expect(await read([folder])).toEqual({files: [folder], recursive: false})
  })

  test('that are not there are named', async () =>
    await expect(read(['none/here.yaml'])).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: 'the manifest none/here.yaml cannot be read: no such file or folder',
    }))
})

describe('A kustomization', () => {
  const kustomize = (path: string) => readManifests(run, {recursive: false, kustomize: path})

  test('is a folder that has one, or a repository', async () => {
    const folder = folderOf({Kustomization: ''})
    for (const path of [folder, 'github.com/shop/app//deploy?ref=v1', 'https://example.com/app.git'])
      expect(await kustomize(path)).toEqual({files: [], kustomization: path})
  })

  test('that a folder lacks is said, with the flag for a folder of manifests', async () => {
    const folder = folderOf({'a.yaml': ''})
    await expect(kustomize(folder)).rejects.toMatchObject({
      code: 'USAGE',
      message: `there is no kustomization.yaml in ${folder}`,
      details: {fix: [{command: ['kubectl', 'kubia', 'deploy', '-f', folder]}]},
    })
  })

  test.each([
    ['is not there', 'overlays/none', 'no such folder'],
    ['is a file', import.meta.filename, '-k takes a folder'],
  ])('that %s cannot be read', async (_, path, why) => {
    await expect(kustomize(path)).rejects.toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: `the manifest ${path} cannot be read: ${why}`,
    })
  })
})

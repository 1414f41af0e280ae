import {expect, test} from 'vitest'
import {checkPruneFlags, readApplySet} from '../../src/cli/read-apply-set.ts'

const PRUNE = {prune: true}
const nameOf = (...files: string[]) => readApplySet(PRUNE, {files})?.name

test('Without a name a set is that of its files, whatever their order and wherever one stands', () => {
  expect(nameOf('shop/')).toMatch(/^kubia-shop-[0-9a-f]{8}$/)
  expect(nameOf('shop')).toBe(nameOf(`${process.cwd()}/shop/`))
  expect(nameOf('a.yaml', 'b.yaml')).toBe(nameOf('b.yaml', 'a.yaml'))
  expect(nameOf('a.yaml')).not.toBe(nameOf('b.yaml'))
  expect(readApplySet(PRUNE, {files: [], kustomization: '.'})).toMatchObject({kind: 'Secret'})
  expect(nameOf('https://example.com/Guest_Book.yaml')).toMatch(/^kubia-guest-book-yaml-[0-9a-f]{8}$/)
  expect(nameOf('___')).toMatch(/^kubia-[0-9a-f]{8}$/)
})

test('A set is named as kubectl names it', () => {
  const read = (applyset: string) => readApplySet({prune: true, applyset}, {files: ['-'], text: ''})
  expect(read('shop')).toEqual({kind: 'Secret', name: 'shop'})
  expect(read('secrets/shop')).toEqual({kind: 'Secret', name: 'shop'})
  expect(read('configmap/shop')).toEqual({kind: 'ConfigMap', name: 'shop'})
  for (const wrong of ['', 'Shop', 'pod/shop', 'secret/', 'a/b/c'])
    expect(() => read(wrong), wrong).toThrow(
      `--applyset takes NAME, secret/NAME or configmap/NAME, and "${wrong}" is neither`,
    )
})

test('What has no name of its own needs one', () => {
  expect(() => readApplySet(PRUNE, {files: ['-'], text: ''})).toThrow(
    '--prune of standard input or a pipe needs the name of its set: --applyset=NAME',
  )
  expect(() => readApplySet(PRUNE, {files: [], kustomization: 'github.com/owner/name'})).toThrow(
    '--prune of a repository needs the name of its set: --applyset=NAME',
  )
})

test('Flags that prune stand beside manifests', () => {
  expect(() => checkPruneFlags({prune: true}, false)).toThrow('--prune needs -f FILE or -k DIR')
  expect(() => checkPruneFlags({prune: false, applyset: 'a'}, true)).toThrow('--applyset needs --prune')
  expect(readApplySet({prune: false}, {files: ['a']})).toBeUndefined()
})

import {writeFileSync} from 'node:fs'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {kubeconfigTarget} from '../../../src/process/kubeconfig/files.ts'
import {temporaryFolder} from '../../support/temporary.ts'

test('The target is the file that was named, else the first of KUBECONFIG that exists, else its last', async () => {
  const folder = temporaryFolder()
  const [a, b, c] = ['a', 'b', 'c'].map(name => join(folder, name)) as [string, string, string]
  expect(await kubeconfigTarget('named', {KUBECONFIG: a})).toBe('named')
  expect(await kubeconfigTarget(undefined, {KUBECONFIG: `${a}:${b}`})).toBe(b)
  writeFileSync(b, '')
  expect(await kubeconfigTarget(undefined, {KUBECONFIG: `${a}:${b}:${c}`})).toBe(b)
  expect(await kubeconfigTarget(undefined, {KUBECONFIG: `:${a}:`})).toBe(a)
  for (const none of ['', ':', undefined])
    expect(await kubeconfigTarget(undefined, {KUBECONFIG: none})).toBe(join(homedir(), '.kube/config'))
})

import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {tellContext} from '../../../src/workflows/up/up-context.ts'
import {setEnv, temporaryFolder} from '../../support/temporary.ts'

test('A context is told with its file where KUBECONFIG names several', async () => {
  const folder = temporaryFolder()
  const [first, second] = [join(folder, 'a'), join(folder, 'b')]
  setEnv({KUBECONFIG: `${first}:${second}`})
  writeFileSync(second, '')
  expect(await tellContext('kind-kubia', undefined)).toBe(`kind-kubia in ${second}`)
  expect(await tellContext('kind-kubia', first)).toBe('kind-kubia')
  setEnv({KUBECONFIG: first})
  expect(await tellContext('kind-kubia', undefined)).toBe('kind-kubia')
})

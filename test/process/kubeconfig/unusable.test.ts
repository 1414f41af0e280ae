import {truncateSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {editKubeconfig, readKubeconfig} from '../../../src/process/kubeconfig/edit.ts'
import {temporaryFolder} from '../../support/temporary.ts'

test.each([
  ['a file of gigabytes', 3_000_000_000, 'it is larger than 16 MB'],
  ['bytes that are no UTF-8', undefined, 'it is not UTF-8'],
])('A kubeconfig of %s cannot be used', async (_, size, why) => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(file, Buffer.from([0xff, 0xfe]))
  if (size !== undefined) truncateSync(file, size)
  const failure = {code: 'KUBECONFIG_INVALID', message: `the kubeconfig ${file} cannot be used: ${why}`}
  await expect(editKubeconfig({}, file, () => [{current: 'a'}])).rejects.toMatchObject(failure)
  await expect(readKubeconfig({}, file)).rejects.toMatchObject(failure)
})

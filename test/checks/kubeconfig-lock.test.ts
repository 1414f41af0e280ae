import {rmSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {checkKubeconfigLock} from '../../src/checks/kubeconfig-lock.ts'
import {temporaryFolder} from '../support/temporary.ts'

/** A kubeconfig whose lock is this old, in seconds. */
const locked = (seconds: number): string => {
  const file = join(temporaryFolder(), 'config')
  writeFileSync(`${file}.lock`, '')
  const made = Date.now() / 1000 - seconds
  utimesSync(`${file}.lock`, made, made)
  return file
}

test('A kubeconfig without a lock is free', async () => {
  expect(await checkKubeconfigLock([join(temporaryFolder(), 'config')])).toBe('free')
})

test('An old lock is told with its age and the line that removes it', async () => {
  const file = locked(3 * 3600 + 60)
  await expect(checkKubeconfigLock([join(temporaryFolder(), 'other'), file])).rejects.toMatchObject({
    code: 'KUBECONFIG_LOCKED',
    message: `${file}.lock is 3 h old: kind and kubectl hold it for a moment only, so its owner died`,
    details: {fix: [`rm ${file}.lock`]},
  })
})

test('A young lock is waited for', async () => {
  const file = locked(0)
  const checked = checkKubeconfigLock([file])
  rmSync(`${file}.lock`)
  expect(await checked).toBe('free')
})

test('A young lock that grows old is told', async () => {
  await expect(checkKubeconfigLock([locked(0)], 100)).rejects.toMatchObject({code: 'KUBECONFIG_LOCKED'})
})

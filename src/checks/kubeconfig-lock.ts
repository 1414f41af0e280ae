import {stat} from 'node:fs/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Check} from '../cluster/check.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {kubeconfigFiles} from '../process/kubeconfig/files.ts'
import {formatAge, LOCK_WAIT_MS} from '../process/kubeconfig/lock.ts'
import {tildePath} from '../process/paths.ts'

const POLL_MS = 200

/** How old a lock is, in ms; undefined where there is none. A clock that was set back makes none negative. */
const ageOf = async (lock: string): Promise<number | undefined> => {
  const found = await stat(lock).catch(() => undefined)
  return found && Math.max(0, Date.now() - found.mtimeMs)
}

/**
 * Whether the kubeconfig is free to be edited. A young lock is waited for: its holder is about to finish.
 * @param files the kubeconfig files; kubectl's lock of one is the file `FILE.lock` (client-go, `lockName`)
 * @throws KubiaError KUBECONFIG_LOCKED
 */
export const checkKubeconfigLock = async (
  files: readonly string[],
  staleMs = LOCK_WAIT_MS,
  signal?: AbortSignal,
): Promise<string> => {
  for (const lock of files.map(file => `${file}.lock`)) {
    let age = await ageOf(lock)
    while (age !== undefined && age < staleMs) {
      await sleep(POLL_MS, undefined, signal ? {signal} : {})
      age = await ageOf(lock)
    }
    if (age !== undefined)
      throw new KubiaError(
        'KUBECONFIG_LOCKED',
        `${tildePath(lock)} is ${formatAge(age)} old: kind and kubectl hold it for a moment only, so its owner died`,
        {fix: [{command: ['rm', lock]}]},
      )
  }
  return 'free'
}

export const kubeconfigLockCheck: Check = {
  id: 'kubeconfig-lock',
  title: 'kubeconfig lock',
  commands: ['up'],
  run: async ({request}) => checkKubeconfigLock(kubeconfigFiles(request.kubeconfig), LOCK_WAIT_MS, request.signal),
}

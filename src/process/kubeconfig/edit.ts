import {existsSync, mkdirSync} from 'node:fs'
import {dirname} from 'node:path'
import type {Command} from '../command.ts'
import type {Exec} from '../exec.ts'
import type {KubeconfigChange, Merged} from './changes.ts'
import {kubeconfigFiles, targetOf} from './files.ts'
import {LOCK_WAIT_MS, type TakeOptions, takeLocks} from './lock.ts'
import {readSource} from './read.ts'
import {notWritable, writeFailure, writeKubeconfig} from './write.ts'

/** What decides on an edit, by what the kubeconfig says while nobody else edits it. */
export type Decide = (merged: Merged) => readonly KubeconfigChange[]

/** One try. @returns whether anything was changed, or a folder that must be made first */
const tryEdit = async (files: readonly string[], decide: Decide, options: TakeOptions): Promise<boolean | string> => {
  const {changeTexts} = await import('./changes.ts')
  const held = await takeLocks(files, options)
  try {
    const changed = changeTexts(files.map(readSource), targetOf(files), decide)
    for (const {file} of changed) {
      if (held.holds(file)) continue
      if (!existsSync(dirname(file))) return dirname(file)
      throw notWritable(file, 'no lock can be made beside it')
    }
    for (const {file, text} of changed) writeKubeconfig(file, text)
    return changed.length > 0
  } finally {
    held.release()
  }
}

/**
 * Edits the kubeconfig in one step, under the lock that kubectl and kind take: reads it, changes what is decided on, and
 * nothing else, byte for byte, and writes it whole. `kubectl config` reads before it locks, so that two of them, or one
 * and a kind, lose each other's entries (client-go, `ModifyConfig` is handed what was read before).
 * @param exec the run's door: its signal ends the waiting for a lock, and it reports the commands that do the same
 * @param named the kubeconfig that was named; undefined: those that kubectl would use
 * @param reported those commands; called once something was changed
 * @returns whether anything was changed
 * @throws KubiaError KUBECONFIG_LOCKED, KUBECONFIG_INVALID or DISK_FULL, with nothing changed; the signal's reason
 */
export const editKubeconfig = async (
  exec: Pick<Exec, 'signal' | 'showCommand'>,
  named: string | undefined,
  decide: Decide,
  reported: () => readonly Command[] = () => [],
  waitMs = LOCK_WAIT_MS,
): Promise<boolean> => {
  const files = kubeconfigFiles(named)
  const options = {signal: exec.signal?.(), waitMs}
  try {
    let done = await tryEdit(files, decide, options)
    if (typeof done === 'string') {
      // As kubectl makes it: open to be read, since what is secret in it is in files of 0600.
      mkdirSync(done, {recursive: true})
      done = await tryEdit(files, decide, options)
    }
    if (done === true) for (const command of reported()) exec.showCommand?.(command)
    return done === true
  } catch (error) {
    throw writeFailure(targetOf(files), error)
  }
}

/** How long a look at the kubeconfig waits for another program's edit, in ms: the kubeconfig is read also where a lock stays. */
const LOOK_WAIT_MS = 1000

/**
 * What the kubeconfig says, read while nobody writes it: kubectl and kind empty a file before they write it.
 * @throws KubiaError KUBECONFIG_INVALID; the signal's reason
 */
export const readKubeconfig = async (exec: Pick<Exec, 'signal'>, named: string | undefined): Promise<Merged> => {
  const files = kubeconfigFiles(named)
  const signal = exec.signal?.()
  const {mergeSources} = await import('./changes.ts')
  const held = await takeLocks(files, {signal, waitMs: LOOK_WAIT_MS}).catch(() => signal?.throwIfAborted())
  try {
    return mergeSources(files.map(readSource))
  } finally {
    held?.release()
  }
}

import {statSync} from 'node:fs'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import type {Manifests} from '../workflows/deploy/deploy-files.ts'
import {readText} from './read-text.ts'

/** The longest manifest that is sent, in bytes: kubectl holds it several times over. */
const MAX_MANIFEST = 32 * 1024 * 1024

const unreadable = (path: string, why: string): KubiaError =>
  new KubiaError('CONFIG_UNREADABLE', `the manifest ${path} cannot be read: ${why}`)

/**
 * The manifests that `-f` names. Files, folders and URLs are kubectl's to read; standard input, named pipes and devices
 * (`/dev/stdin`, `<(…)` of a shell) are read here, since kubectl does not have them.
 * @throws KubiaError CONFIG_UNREADABLE, or the run's end
 */
export const readManifests = async (run: Pick<Run, 'signal' | 'note'>, path: string): Promise<Manifests> => {
  if (/^https?:\/\//.test(path)) return {path}
  const found = path === '-' ? undefined : statSync(path, {throwIfNoEntry: false})
  if (path !== '-' && !found) throw unreadable(path, 'no such file or folder')
  if (found?.isDirectory()) return {path}
  const tooLarge = `it is larger than ${MAX_MANIFEST / 1024 / 1024} MB`
  if (found?.isFile()) {
    if (found.size > MAX_MANIFEST) throw unreadable(path, tooLarge)
    return {path}
  }
  if (path === '-' && process.stdin.isTTY) run.note('reading the manifest from the terminal; end it with Ctrl-D')
  const text = await readText('manifest', path, MAX_MANIFEST, run.signal)
  if (Buffer.byteLength(text) > MAX_MANIFEST) throw unreadable(path, tooLarge)
  return {path: '-', text}
}

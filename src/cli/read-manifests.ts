import {existsSync, readdirSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {isUrl, type Manifests} from '../api-server/apply.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import type {Run} from '../process/run.ts'
import {readText} from './read-text.ts'

/** The longest manifest that is sent, in bytes: kubectl holds it several times over. */
const MAX_MANIFEST = 32 * 1024 * 1024
/** What makes a folder one for `-k` (kustomize's `RecognizedKustomizationFileNames`). */
const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']
/** What only kustomize finds: `https://…`, `git@host:…`, `github.com/owner/name`, `…//folder`. */
const REPOSITORY = /:|\/\/|^[\w.-]+\.[a-z]+\//

/** What the flags that name manifests say. */
export interface NamedManifests {
  filename?: readonly string[] | undefined
  recursive: boolean
  kustomize?: string | undefined
}

/** The flags that name manifests; undefined where none does. @throws KubiaError USAGE, as kubectl has it */
export const readManifestFlags = ({filename, recursive, kustomize}: NamedManifests): NamedManifests | undefined => {
  if (filename?.includes('')) throw usageError('-f names no file: there is nothing before or after one of its commas')
  if (kustomize !== undefined && filename) throw usageError('-f and -k cannot be used together: name one of them')
  if (recursive && !filename)
    throw usageError(kustomize === undefined ? '-R needs -f DIR' : '-R and -k cannot be used together')
  return filename || kustomize !== undefined ? {filename, recursive, kustomize} : undefined
}

/**
 * Refuses names beside `-f` or `-k`. Files among them were meant as manifests: a shell puts them there for `-f *.yaml`.
 * @throws KubiaError USAGE
 */
export const refuseNames = (names: readonly string[], {filename = [], kustomize}: NamedManifests): void => {
  if (names.length === 0) return
  if (kustomize !== undefined) throw usageError(`a NAME (${names.join(' ')}) and -k cannot be used together`)
  if (!names.every(name => existsSync(name)))
    throw usageError(`a NAME (${names.join(' ')}) and -f cannot be used together`)
  const all = [...filename, ...names].flatMap(name => ['-f', name])
  throw new KubiaError('USAGE', `-f takes one file, and ${names.join(' ')} stands behind it`, {
    fix: [kubiaAdvice(['deploy', ...all])],
  })
}

const unreadable = (path: string, why: string): KubiaError =>
  new KubiaError('CONFIG_UNREADABLE', `the manifest ${path} cannot be read: ${why}`)

/** Makes sure that `-f` of a folder does not mean what only `-k` can do. @throws KubiaError USAGE, CONFIG_UNREADABLE */
const checkFolder = (folder: string, recursive: boolean): void => {
  try {
    const found = readdirSync(folder, {recursive, withFileTypes: true}).find(({name}) => KUSTOMIZATIONS.includes(name))
    if (!found) return
    throw new KubiaError('USAGE', `${join(found.parentPath, found.name)} is for -k, and cannot be applied with -f`, {
      fix: [kubiaAdvice(['deploy', '-k', found.parentPath])],
    })
  } catch (error) {
    if (error instanceof KubiaError) throw error
    throw unreadable(folder, (error as Error).message)
  }
}

/** Makes sure that a folder has a kustomization. @throws KubiaError USAGE, CONFIG_UNREADABLE */
const checkKustomization = (path: string): void => {
  const found = statSync(path, {throwIfNoEntry: false})
  if (!found && REPOSITORY.test(path)) return
  if (!found?.isDirectory()) throw unreadable(path, found ? '-k takes a folder' : 'no such folder')
  if (KUSTOMIZATIONS.some(name => existsSync(join(path, name)))) return
  throw new KubiaError('USAGE', `there is no kustomization.yaml in ${path}`, {
    fix: [kubiaAdvice(['deploy', '-f', path])],
  })
}

/** Whether kubectl has what is behind `-f` to read; else it is a pipe or a device, which is read here. */
const isForKubectl = (path: string, recursive: boolean): boolean => {
  if (path === '-') return false
  if (isUrl(path)) return true
  const found = statSync(path, {throwIfNoEntry: false})
  // kubectl takes a name that no file has as a pattern (filepath.Glob).
  if (!found && /[*?[]/.test(path)) return true
  if (!found) throw unreadable(path, 'no such file or folder')
  if (found.isDirectory()) checkFolder(path, recursive)
  if (found.isFile() && found.size > MAX_MANIFEST) throw tooLarge(path)
  return found.isFile() || found.isDirectory()
}

const tooLarge = (path: string): KubiaError => unreadable(path, `it is larger than ${MAX_MANIFEST / 1024 / 1024} MB`)

const readPiped = async (run: Pick<Run, 'signal' | 'note'>, path: string): Promise<string> => {
  if (path === '-' && process.stdin.isTTY) run.note('reading the manifest from the terminal; end it with Ctrl-D')
  const text = await readText('manifest', path, MAX_MANIFEST, run.signal)
  if (Buffer.byteLength(text) > MAX_MANIFEST) throw tooLarge(path)
  return text
}

/** Several texts as the documents of one. It begins with a line of YAML, lest kubectl take all for JSON. */
const joinTexts = (texts: readonly string[]): string =>
  texts.length === 1 ? texts.join('') : texts.map(text => `---\n${text.replace(/\n?$/, '\n')}`).join('')

/**
 * The manifests that `-f` or `-k` names. Files, folders, patterns, URLs and kustomizations are kubectl's to read;
 * standard input, named pipes and devices (`/dev/stdin`, `<(…)` of a shell) are read here, since kubectl does not have them.
 * @throws KubiaError CONFIG_UNREADABLE, USAGE, or the run's end
 */
export const readManifests = async (
  run: Pick<Run, 'signal' | 'note'>,
  {filename = [], recursive, kustomize}: NamedManifests,
): Promise<Manifests> => {
  if (kustomize !== undefined) {
    checkKustomization(kustomize)
    return {files: [], kustomization: kustomize}
  }
  const paths = [...new Set(filename)]
  const kept = paths.filter(path => isForKubectl(path, recursive))
  const piped = paths.filter(path => !kept.includes(path))
  const texts: string[] = []
  for (const path of piped) texts.push(await readPiped(run, path))
  if (texts.length === 0) return {files: kept, recursive}
  const files = paths.flatMap(path => (kept.includes(path) ? path : path === piped[0] ? '-' : []))
  return {files, recursive, text: joinTexts(texts)}
}

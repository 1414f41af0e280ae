import {isAbsolute} from 'node:path'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import {findProgram} from '../process/find-program.ts'
import {tildePath} from '../process/paths.ts'
import {applyChanges, type ChangeOptions, type FileChange, planChanges} from './changes.ts'
import {formatDiff} from './diff.ts'
import {describeUse, findNameUse, isKubectl} from './name-use.ts'
import {NO_PARTS, type Parts} from './parts.ts'
import {installedParts, SHELL_NAMES, SHELLS, type Shell} from './shells.ts'

/** What a shell is to have, and why it does not get the alias: somebody else's has the name (`taken`), or it is kubectl. */
interface PartsDecision {
  parts: Parts
  left?: {why: string; taken: boolean}
}

/** Decides for one shell, by what it has now. */
export type DecideParts = (exec: Exec, shell: Shell, now: Parts) => Promise<PartsDecision>

/** What happened to one shell. */
export interface Outcome {
  shell: string
  what: 'changed' | 'unchanged' | 'left'
  /** The files that were changed, as a person writes them; why, where the shell was left as it is. */
  detail: string
  /** A unified diff of each file. */
  diff: string
  /** What the shell did not get. */
  failure?: KubiaError
}

export interface IntegrateOptions extends ChangeOptions {
  dryRun: boolean
}

/**
 * The shells that were named, or all that are installed.
 * @throws KubiaError SHELL_MISSING where a named one, or every one, is not on PATH
 */
export const chooseShells = (named: readonly string[] | undefined): Shell[] => {
  const wanted = SHELLS.filter(({name}) => named === undefined || named.includes(name))
  const there = wanted.filter(({name}) => findProgram(name))
  const absent = wanted.filter(shell => !there.includes(shell)).map(({name}) => name)
  if (there.length === 0 || (named !== undefined && absent.length > 0))
    throw new KubiaError('SHELL_MISSING', `${absent.join(', ')}: not on PATH`)
  return there
}

/** The shells that were named, or all that kubia knows: what was installed is taken away also where the shell is gone. */
export const shellsToClear = (named: readonly string[] | undefined): Shell[] =>
  SHELLS.filter(({name}) => named === undefined || named.includes(name))

/** `--rc` names one file, so it needs one shell, and one that reads such a file. @throws KubiaError USAGE */
export const checkStartFile = (startFile: string | undefined, shells: readonly Shell[]): void => {
  if (startFile === undefined) return
  const [shell, ...others] = shells
  if (!shell || others.length > 0) throw usageError(`--rc needs one --shell: ${SHELL_NAMES.join(', ')}`)
  if (!shell.findStartFile) throw usageError(`--rc has no meaning for ${shell.name}: it reads kubia's files by itself`)
}

/** A name that all three shells take for an alias. @throws KubiaError USAGE */
export const checkAliasName = (name: string): string => {
  if (!/^[A-Za-z_][\w-]{0,31}$/.test(name) || name === 'kubectl')
    throw usageError(`invalid argument ${JSON.stringify(name)} for "--name" flag: a short name such as k or kc`)
  return name
}

/** A folder that PATH, and a comment of one line, can hold. @throws KubiaError USAGE */
export const checkPathFolder = (folder: string): string => {
  if (!isAbsolute(folder) || /[:\n]/.test(folder))
    throw usageError(`invalid argument ${JSON.stringify(folder)} for "--path" flag: an absolute path without a colon`)
  return folder
}

/**
 * Adds the alias, unless the name has another meaning already: a `k` that exists is respected.
 * @param also what the shell gets beside it, whatever the name is
 */
export const addAlias =
  (name: string, also: Partial<Parts> = {}): DecideParts =>
  async (exec, shell, now) => {
    const others = Object.keys(also).length === 0 ? now : {...now, ...also}
    const wanted = {parts: {...others, alias: name}}
    if (now.alias === name) return wanted
    const use = await findNameUse(exec, shell, name)
    if (use.kind === 'none' || use.kind === 'unknown') return wanted
    const left = `${name} is ${describeUse(use)}`
    if (!isKubectl(use)) return {parts: others, left: {why: `${left}; it stays so`, taken: true}}
    // zsh and bash get the completion for it; fish has that from the function's or alias's own --wraps.
    return shell.findStartFile ? wanted : {parts: others, left: {why: `${left} already`, taken: false}}
  }

/** Takes the alias away. @param name only this one; undefined: whatever it is called */
export const dropAlias =
  (name: string | undefined): DecideParts =>
  async (_exec, _shell, now) => ({
    parts: {...now, alias: name === undefined || name === now.alias ? undefined : now.alias},
  })

/** Takes all of kubia's out of a shell. */
export const dropAll: DecideParts = async () => ({parts: NO_PARTS})

export const setCompletion =
  (completion: boolean): DecideParts =>
  async (_exec, _shell, now) => ({parts: {...now, completion}})

const describeChanges = (changes: readonly FileChange[]): string =>
  [...new Set(changes.map(({snapshot}) => tildePath(snapshot.path)))].join(', ')

const integrateOne = async (
  exec: Exec,
  shell: Shell,
  decide: DecideParts,
  options: IntegrateOptions,
): Promise<Outcome> => {
  const now = installedParts(shell)
  const {parts, left} = await decide(exec, shell, now)
  const failure = left?.taken ? new KubiaError('NAME_TAKEN', `${shell.name}: ${left.why}`) : undefined
  if (left && parts === now) {
    if (failure) throw failure
    return {shell: shell.name, what: 'left', detail: left.why, diff: ''}
  }
  const changes = await planChanges(exec, shell, parts, options)
  if (!options.dryRun) applyChanges(changes)
  return {
    shell: shell.name,
    what: changes.length === 0 ? 'unchanged' : 'changed',
    detail: describeChanges(changes),
    diff: changes.map(({snapshot, bytes}) => formatDiff(snapshot.path, snapshot.bytes, bytes)).join(''),
    ...(failure ? {failure} : {}),
  }
}

/**
 * Brings shells to what is decided for each. A shell that cannot be served does not keep the others from it.
 * @returns the outcomes, and the failures of single shells
 */
export const integrate = async (
  exec: Exec,
  shells: readonly Shell[],
  decide: DecideParts,
  options: IntegrateOptions,
): Promise<{outcomes: Outcome[]; failures: KubiaError[]}> => {
  const outcomes: Outcome[] = []
  const failures: KubiaError[] = []
  for (const shell of shells) {
    try {
      const outcome = await integrateOne(exec, shell, decide, options)
      outcomes.push(outcome)
      if (outcome.failure) failures.push(outcome.failure)
    } catch (error) {
      if (!(error instanceof KubiaError) || error.exit > 4) throw error
      failures.push(error)
    }
  }
  return {outcomes, failures}
}

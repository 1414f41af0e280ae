import {KubiaError, usageError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import {findProgram} from '../process/find-program.ts'
import {tildePath} from '../process/paths.ts'
import {applyChanges, type ChangeOptions, type FileChange, planChanges} from './changes.ts'
import {formatDiff} from './diff.ts'
import {describeUse, findNameUse, isKubectl} from './name-use.ts'
import type {Parts} from './parts.ts'
import {installedParts, SHELL_NAMES, SHELLS, type Shell} from './shells.ts'

/** What a shell is to have, or why it is left as it is. */
type PartsDecision = {parts: Parts} | {leave: string; taken: boolean}

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

/** Adds the alias, unless the name has another meaning already: a `k` that exists is respected. */
export const addAlias =
  (name: string): DecideParts =>
  async (exec, shell, now) => {
    const wanted = {parts: {...now, alias: name}}
    if (now.alias === name) return wanted
    const use = await findNameUse(exec, shell, name)
    if (use.kind === 'none' || use.kind === 'unknown') return wanted
    const left = `${name} is ${describeUse(use)}`
    if (!isKubectl(use)) return {leave: `${left}; it stays so`, taken: true}
    // zsh and bash get the completion for it; fish has that from the function's or alias's own --wraps.
    return shell.findStartFile ? wanted : {leave: `${left} already`, taken: false}
  }

/** Takes the alias away. @param name only this one; undefined: whatever it is called */
export const dropAlias =
  (name: string | undefined): DecideParts =>
  async (_exec, _shell, now) => ({
    parts: {...now, alias: name === undefined || name === now.alias ? undefined : now.alias},
  })

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
  const decision = await decide(exec, shell, installedParts(shell))
  if ('leave' in decision) {
    if (decision.taken) throw new KubiaError('NAME_TAKEN', `${shell.name}: ${decision.leave}`)
    return {shell: shell.name, what: 'left', detail: decision.leave, diff: ''}
  }
  const changes = await planChanges(exec, shell, decision.parts, options)
  if (!options.dryRun) applyChanges(changes)
  return {
    shell: shell.name,
    what: changes.length === 0 ? 'unchanged' : 'changed',
    detail: describeChanges(changes),
    diff: changes.map(({snapshot, bytes}) => formatDiff(snapshot.path, snapshot.bytes, bytes)).join(''),
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
      outcomes.push(await integrateOne(exec, shell, decide, options))
    } catch (error) {
      if (!(error instanceof KubiaError) || error.exit > 4) throw error
      failures.push(error)
    }
  }
  return {outcomes, failures}
}

import {basename} from 'node:path'
import {asKubiaError} from '../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'
import type {Shell} from './shells.ts'

/** A user's own start-up files may take long, in ms; beyond this nothing is known. */
const START_TIMEOUT_MS = 10_000

/** Stand around the answer: the user's own files may print too. */
const [BEGIN, END] = ['<kubia-name', 'kubia-name>']

/** What a name stands for in a shell. */
export interface NameUse {
  kind: 'none' | 'alias' | 'function' | 'abbreviation' | 'builtin' | 'program' | 'unknown'
  /** The alias's value, the function's body on one line, the program's path; why, where it is unknown. */
  text: string
}

/** What a shell answered to `printKind`: the first line that names a kind counts. */
export const readNameUse = (stdout: string): NameUse => {
  const answer = stdout.split(`${BEGIN}\n`)[1]?.split(END)[0]
  if (answer === undefined) return {kind: 'unknown', text: 'the shell ended before it answered'}
  const [first] = answer.split('\n').filter(line => line.includes('\t'))
  if (first === undefined) return {kind: 'none', text: ''}
  const [kind = '', ...text] = first.split('\t')
  return {kind: kind as NameUse['kind'], text: text.join(' ').replaceAll(/\s+/g, ' ').trim()}
}

/** Set: the files that kubia made for the shells leave the name alone. */
const WITHOUT_KUBIA = {KUBIA_NO_ALIAS: '1'}

/**
 * Starts a shell as the user would, with all of the user's set-up, and asks what a name is.
 * @param env more variables of the shell
 */
export const findNameUse = async (
  exec: Exec,
  shell: Shell,
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<NameUse> => {
  const script = `printf '%s\\n' '${BEGIN}'\n${shell.printKind}\nprintf '%s\\n' '${END}'`
  const label = shell.name === 'fish' ? [] : ['kubia']
  try {
    const {stdout} = await exec(
      {program: shell.name, args: [...shell.interactive, script, ...label, name], env},
      {timeoutMs: START_TIMEOUT_MS, allowFailure: true},
    )
    return readNameUse(stdout)
  } catch (error) {
    if (error instanceof CommandFailed) return {kind: 'unknown', text: error.message}
    if (asKubiaError(error).code !== 'TIMEOUT') throw error
    return {kind: 'unknown', text: `${shell.name} took longer than ${START_TIMEOUT_MS / 1000}s to start`}
  }
}

/** What a name is in a shell where kubia's files leave it alone. */
export const findOwnUse = (exec: Exec, shell: Shell, name: string): Promise<NameUse> =>
  findNameUse(exec, shell, name, WITHOUT_KUBIA)

/** Bodies of a function that is kubectl and nothing else, without blanks and a `command` in front. */
const BODIES = ['kubectl"$@"', 'kubectl$argv']

/** Whether the name is kubectl and nothing else; `kubectl -n x` and kubecolor are not. */
export const isKubectl = ({kind, text}: NameUse): boolean => {
  if (kind === 'alias') return basename(text) === 'kubectl' && !text.includes(' ')
  return kind === 'function' && BODIES.includes(text.replaceAll(/[\s;]/g, '').replace(/^command/, ''))
}

/** For a person: `alias for kubecolor`, `program /usr/local/bin/k`, `<none>`. */
export const describeUse = ({kind, text}: NameUse): string => {
  if (kind === 'none') return '<none>'
  if (kind === 'unknown') return `<unknown> (${text})`
  const short = text.length > 60 ? `${text.slice(0, 59)}…` : text
  return kind === 'alias' ? `alias for ${short}` : kind === 'function' ? `function { ${short} }` : `${kind} ${short}`
}

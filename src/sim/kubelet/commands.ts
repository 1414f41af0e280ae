/** What becomes of a command that is known: what it prints, and when it ends. */
export interface Ran {
  output: string[]
  /** Absent for what never ends. */
  exit?: {after: number; exitCode: number}
}

interface Step {
  output?: string
  /** Milliseconds; Infinity for ever. */
  takes?: number
  exitCode?: number
  /** Nothing comes after it. */
  ends?: boolean
}

const UNITS: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400}

const duration = (words: readonly string[]): number =>
  words.reduce((sum, word) => {
    if (/^inf/.test(word)) return Number.POSITIVE_INFINITY
    const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word) ?? []
    return sum + Number(amount ?? 0) * (UNITS[unit || 's'] ?? 1) * 1000
  }, 0)

/** The commands of lessons. */
const COMMANDS: Readonly<Record<string, (words: readonly string[]) => Step>> = {
  sleep: words => ({takes: duration(words)}),
  echo: words => ({output: words.join(' ').replaceAll(/^["']|["']$/g, '')}),
  true: () => ({}),
  false: () => ({exitCode: 1}),
  exit: ([code = '0']) => ({exitCode: Number(code) & 255, ends: true}),
  date: () => ({}),
  tail: () => ({takes: Number.POSITIVE_INFINITY}),
  while: () => ({takes: Number.POSITIVE_INFINITY}),
}

const SHELLS = /(^|\/)(sh|bash|ash)$/

/**
 * @param listens milliseconds for which a shell without a script waits for one, which never comes
 * @returns undefined for a command of which nothing is known
 */
export const runCommand = (words: readonly string[], listens = 0): Ran | undefined => {
  const [program = '', flag = '', script] = words
  if (SHELLS.test(program)) {
    if (!/^-\w*c$/.test(flag)) return lasting(listens)
    return runAll(splitScript(script ?? ''))
  }
  const name = program.replace(/^.*\//, '')
  return Object.hasOwn(COMMANDS, name) ? runAll([[name, ...words.slice(1)]]) : undefined
}

/** @param after milliseconds; Infinity for ever */
const lasting = (after: number, exitCode = 0, output: string[] = []): Ran =>
  after === Number.POSITIVE_INFINITY ? {output} : {output, exit: {after, exitCode}}

const splitScript = (script: string): string[][] =>
  script
    .split(/;|&&|\n/)
    .map(part => part.trim().split(/\s+/))
    .filter(([first]) => first !== '')

const runAll = (commands: readonly (readonly string[])[]): Ran => {
  const output: string[] = []
  let [after, exitCode] = [0, 0]
  for (const [name = '', ...words] of commands) {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    const step = command?.(words) ?? {}
    if (step.output !== undefined) output.push(step.output)
    after += step.takes ?? 0
    exitCode = step.exitCode ?? 0
    if (step.ends || after === Number.POSITIVE_INFINITY) break
  }
  return lasting(after, exitCode, output)
}

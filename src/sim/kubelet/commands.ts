/** What a known command prints, and when it ends. */
export interface CommandResult {
  output: string[]
  /** Absent for what never ends. */
  exit?: {after: number; exitCode: number}
}

interface CommandStep {
  output?: string
  /** Milliseconds; Infinity for ever. */
  takes?: number
  exitCode?: number
  /** Nothing comes after it. */
  ends?: boolean
}

const UNITS: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400}

const duration = (args: readonly string[]): number =>
  args.reduce((sum, arg) => {
    if (/^inf/.test(arg)) return Number.POSITIVE_INFINITY
    const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(arg) ?? []
    return sum + Number(amount ?? 0) * (UNITS[unit || 's'] ?? 1) * 1000
  }, 0)

/** The commands of lessons. */
const COMMANDS: Readonly<Record<string, (args: readonly string[]) => CommandStep>> = {
  sleep: args => ({takes: duration(args)}),
  echo: args => ({output: args.join(' ').replaceAll(/^["']|["']$/g, '')}),
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
export const runCommand = (args: readonly string[], listens = 0): CommandResult | undefined => {
  const [program = '', flag = '', script] = args
  if (SHELLS.test(program)) {
    if (!/^-\w*c$/.test(flag)) return lasting(listens)
    return runAll(splitScript(script ?? ''))
  }
  const name = program.replace(/^.*\//, '')
  return Object.hasOwn(COMMANDS, name) ? runAll([[name, ...args.slice(1)]]) : undefined
}

/** @param after milliseconds; Infinity for ever */
const lasting = (after: number, exitCode = 0, output: string[] = []): CommandResult =>
  after === Number.POSITIVE_INFINITY ? {output} : {output, exit: {after, exitCode}}

const splitScript = (script: string): string[][] =>
  script
    .split(/;|&&|\n/)
    .map(part => part.trim().split(/\s+/))
    .filter(([first]) => first !== '')

const runAll = (commands: readonly (readonly string[])[]): CommandResult => {
  const output: string[] = []
  let [after, exitCode] = [0, 0]
  for (const [name = '', ...args] of commands) {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    const step = command?.(args) ?? {}
    if (step.output !== undefined) output.push(step.output)
    after += step.takes ?? 0
    exitCode = step.exitCode ?? 0
    if (step.ends || after === Number.POSITIVE_INFINITY) break
  }
  return lasting(after, exitCode, output)
}

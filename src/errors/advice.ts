import {quoteWord} from '../text/quote-word.ts'

/** A command that mends a failure, to be copied. How it is printed is the business of src/printers/advice.ts alone. */
export interface CommandAdvice {
  /**
   * The program and its arguments, which are quoted as they are printed. As text where it takes a shell (`$USER`, `&&`)
   * or a person (`-p 8080:30080`, a line that begins with words); such text is printed as it is, and never read.
   */
  command: readonly string[] | string
  /** The program that an argument vector's output goes to. */
  pipe?: readonly string[]
  /** What the command does, or when. */
  comment?: string
}

/** What mends a failure: a command, or a sentence where no command does. */
export type Advice = CommandAdvice | string

/** A kubectl command. Arguments that are undefined, such as a name that a message left out, are left out. */
export const kubectlAdvice = (args: readonly (string | undefined)[], comment?: string): CommandAdvice => ({
  command: ['kubectl', ...args.filter(word => word !== undefined && word !== '')] as string[],
  ...(comment !== undefined && {comment}),
})

/** A command of kubia's own. */
export const kubiaAdvice = (args: readonly (string | undefined)[], comment?: string): CommandAdvice =>
  kubectlAdvice(['kubia', ...args], comment)

/** Placeholders in advice for names that are not known yet; `fillIn` replaces them before the advice is printed. */
export const BLANK = {image: 'IMAGE', node: 'NODE'} as const

/** Whether advice has a placeholder. */
export const hasBlank = (advice: Advice, blank: keyof typeof BLANK): boolean =>
  typeof advice !== 'string' && typeof advice.command !== 'string' && advice.command.includes(BLANK[blank])

/** The same advice with a name in place of the placeholder. */
export const fillIn = (advice: Advice, blank: keyof typeof BLANK, name: string): Advice =>
  typeof advice === 'string' || typeof advice.command === 'string'
    ? advice
    : {...advice, command: advice.command.map(word => (word === BLANK[blank] ? name : word))}

/** The command of a piece of advice as a shell must read it, without its comment. */
export const commandText = ({command, pipe = []}: CommandAdvice): string => {
  if (typeof command === 'string') return command
  const words = command.map(quoteWord).join(' ')
  return pipe.length === 0 ? words : `${words} | ${pipe.map(quoteWord).join(' ')}`
}

/** The same advice once, in the order in which it first comes. */
export const distinctAdvice = (all: readonly Advice[]): Advice[] => {
  const known = new Map<string, Advice>()
  for (const advice of all) {
    const key = JSON.stringify(advice)
    if (!known.has(key)) known.set(key, advice)
  }
  return [...known.values()]
}

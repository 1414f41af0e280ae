import {quoteWord} from '../process/command.ts'
import {complete, formatCompletion} from './completer/complete.ts'
import {readLine} from './completer/line.ts'
import type {CompletionTable} from './completion-table.ts'

/** There are no live values when the files are generated; the names of commands need none. */
const noLiveValues = async (): Promise<never> => {
  throw new Error('the names of commands are the same everywhere')
}

type FixedCompletion = readonly [words: string, completion: string]

/** The completions that never change, by the words in front: the names of the commands, and those of each group. */
const fixedCompletions = async (table: CompletionTable): Promise<FixedCompletion[]> => {
  const groups = Object.keys(table.commands).flatMap(id => (id.includes(':') ? [id.slice(0, id.indexOf(':'))] : []))
  const leads = ['', ...[...new Set(groups)].sort()]
  return Promise.all(
    leads.map(async (words): Promise<FixedCompletion> => {
      const line = readLine([...(words === '' ? [] : [words]), ''], table)
      return [words, formatCompletion(await complete(line, table, noLiveValues)).trimEnd()]
    }),
  )
}

const posixCases = (completions: readonly FixedCompletion[]): string =>
  completions
    .map(([words, text]) => `    ${quoteWord(words)}) printf '%s\\n' ${text.split('\n').map(quoteWord).join(' ')} ;;`)
    .join('\n')

/** fish escapes only \ and ' inside single quotes. */
const fishWord = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const fishCases = (completions: readonly FixedCompletion[]): string =>
  completions
    .flatMap(([words, text]) => [
      `        case ${fishWord(words)}`,
      `            printf '%s\\n' ${text.split('\n').map(fishWord).join(' ')}`,
    ])
    .join('\n')

/** The files of completions/, and how each shell writes the fixed completions. */
const FILES: Readonly<Record<string, (completions: readonly FixedCompletion[]) => string>> = {
  '_kubectl-kubia': posixCases,
  'kubectl-kubia.bash': posixCases,
  'kubectl-kubia.fish': fishCases,
}

/** The files of completions/ by name, for the commands of a table. @param template reads the shell code of a file */
export const directCompletions = async (
  table: CompletionTable,
  template: (name: string) => string,
): Promise<Record<string, string>> => {
  const completions = await fixedCompletions(table)
  return Object.fromEntries(
    Object.entries(FILES).map(([name, format]) => [
      name,
      template(name).replace('@ANSWERS@', () => format(completions)),
    ]),
  )
}

import {quoteWord} from '../process/command.ts'
import {answer, formatAnswer} from './completer/answer.ts'
import {readLine} from './completer/line.ts'
import type {CompletionTable} from './completion-table.ts'

/** Nothing of the world is known when the files are made; for the names of commands nothing of it is asked. */
const noWorld = async (): Promise<never> => {
  throw new Error('the names of commands are the same everywhere')
}

type FixedAnswer = readonly [words: string, answer: string]

/** The answers that are always the same, by the words in front: the names of the commands, and those of each group. */
const fixedAnswers = async (table: CompletionTable): Promise<FixedAnswer[]> => {
  const groups = Object.keys(table.commands).flatMap(id => (id.includes(':') ? [id.slice(0, id.indexOf(':'))] : []))
  const leads = ['', ...[...new Set(groups)].sort()]
  return Promise.all(
    leads.map(async (words): Promise<FixedAnswer> => {
      const line = readLine([...(words === '' ? [] : [words]), ''], table)
      return [words, formatAnswer(await answer(line, table, noWorld)).trimEnd()]
    }),
  )
}

const posixCases = (answers: readonly FixedAnswer[]): string =>
  answers
    .map(([words, text]) => `    ${quoteWord(words)}) printf '%s\\n' ${text.split('\n').map(quoteWord).join(' ')} ;;`)
    .join('\n')

/** fish escapes only \ and ' inside single quotes. */
const fishWord = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const fishCases = (answers: readonly FixedAnswer[]): string =>
  answers
    .flatMap(([words, text]) => [
      `        case ${fishWord(words)}`,
      `            printf '%s\\n' ${text.split('\n').map(fishWord).join(' ')}`,
    ])
    .join('\n')

/** The files of completions/, and how each shell writes the fixed answers. */
const FILES: Readonly<Record<string, (answers: readonly FixedAnswer[]) => string>> = {
  '_kubectl-kubia': posixCases,
  'kubectl-kubia.bash': posixCases,
  'kubectl-kubia.fish': fishCases,
}

/** The files of completions/ by name, for the commands of a table. @param template reads the shell code of a file */
export const directCompletions = async (
  table: CompletionTable,
  template: (name: string) => string,
): Promise<Record<string, string>> => {
  const answers = await fixedAnswers(table)
  return Object.fromEntries(
    Object.entries(FILES).map(([name, format]) => [name, template(name).replace('@ANSWERS@', () => format(answers))]),
  )
}

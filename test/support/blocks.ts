import {readFileSync} from 'node:fs'
import {join} from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** A line that is typed, and what the document shows that it prints. */
interface Typed {
  command: string
  output: string[]
}

/**
 * A block of a document that is there to be typed: `sh`, or `console` with a prompt before what is typed. What follows
 * the language, and comments on the lines above, are shown by no forge.
 */
export interface Block {
  file: string
  /** The line that its fence is on. */
  line: number
  typed: Typed[]
  /** Marked `run`: it is typed on a simulated cluster, and prints what it shows. */
  isRun: boolean
  /** The exit code of its last line, `exit=6`. */
  exit: number
  /** Why it is not run: `<!-- not run: … -->`. */
  notRun: string | undefined
  /** Why what it shows is not compared: `<!-- not compared: … -->`. */
  notCompared: string | undefined
}

const FENCE = /((?:^<!-- not (?:run|compared): [^\n]+ -->\n)*)^```(sh|console)((?: [\w=]+)*)\n(.*?)^```$/gms

const readTyped = (language: string, body: string): Typed[] => {
  const lines = body.split('\n').slice(0, -1)
  if (language === 'sh') return lines.map(command => ({command, output: []}))
  const typed: Typed[] = []
  for (const line of lines)
    if (line.startsWith('$ ')) typed.push({command: line.slice(2), output: []})
    else typed.at(-1)?.output.push(line)
  return typed
}

/** The blocks of a document that are there to be typed, from its top. @param file its path in the repository */
export const blocksOf = (file: string): Block[] => {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(FENCE)].map(({index, 1: above = '', 2: language = '', 3: words = '', 4: body = ''}) => ({
    file,
    line: text.slice(0, index + above.length).split('\n').length,
    typed: readTyped(language, body),
    isRun: words.split(' ').includes('run'),
    exit: Number(/ exit=(\d+)/.exec(words)?.[1] ?? 0),
    notRun: /not run: (.+) -->/.exec(above)?.[1],
    notCompared: /not compared: (.+) -->/.exec(above)?.[1],
  }))
}

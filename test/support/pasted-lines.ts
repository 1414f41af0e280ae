import {execFileSync} from 'node:child_process'
import {globSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** Programs that lines of ours run. */
export const PROGRAMS = [
  ...['kubectl', 'kind', 'docker', 'podman', 'nerdctl', 'sudo', 'curl', 'chmod', 'mv', 'go', 'brew', 'npm', 'npx'],
  ...[
    'rm',
    'kill',
    'lsof',
    'df',
    'systemctl',
    'systemd-run',
    'colima',
    'orb',
    'winget',
    'choco',
    'mkdir',
    'jq',
    'head',
  ],
  ...['tee', 'printf', 'git', 'k'],
]
/** What a shell does itself. */
const BUILTINS = ['export', 'unset', 'cd', 'ulimit', 'trap']
const FIRST_WORD = new RegExp(
  `^(?:[A-Z_]+=\\S* )*(?:${[...PROGRAMS, ...BUILTINS].join('|')}|(?:\\./)?scripts/\\w+)(?: |$)`,
)

/** A text that is pasted, and the file that it is in. */
export interface Pasted {
  file: string
  text: string
}

const isCommand = (line: string): boolean => FIRST_WORD.test(line)

/** What documents have for pasting: each line of `sh` blocks, and in sessions what stands behind the prompt. */
const fencedLines = (file: string): Pasted[] => {
  const found: Pasted[] = []
  for (const [, language, body = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
    /^```(\w*)[ \w=]*\n(.*?)^```$/gms,
  )) {
    const lines = body.split('\n').filter(line => line !== '')
    if (language === 'sh') found.push(...lines.map(text => ({file, text})))
    if (language === 'console')
      found.push(...lines.filter(line => line.startsWith('$ ')).map(line => ({file, text: line.slice(2)})))
    // What a session prints may have advice in it.
    found.push(...adviceLines(file, body))
  }
  return found
}

const LABEL = /^( *)(?:Fix|Then|next|for good|an address|from here):$/

/** The lines below the label of advice: they are pasted as a whole, remarks too. */
const adviceLines = (file: string, text: string): Pasted[] => {
  const lines = text.split('\n')
  return lines.flatMap((line, at) => {
    const indent = LABEL.exec(line)?.[1]
    if (indent === undefined) return []
    const end = lines.findIndex((below, index) => index > at && !below.startsWith(`${indent}  `))
    return lines.slice(at + 1, end < 0 ? undefined : end).map(below => ({file, text: below.trim()}))
  })
}

/** A line without the quote that ends its text in a test. */
const unquoted = (line: string): string => ((line.split("'").length - 1) % 2 === 1 ? line.replace(/',?\)?$/, '') : line)

/**
 * A recorded line as it is printed: what a test puts in is the text that it names there, or else some name. Nothing where
 * the whole line is put in, and not named: it is recorded elsewhere. A `${` of the shell has a backslash in a test.
 */
const putIn = (line: string, source: string): string[] => {
  const text = line.replaceAll(/(?<!\\)\$\{([^}]*)\}/g, (_, name) => {
    const named = /^\w+$/.test(name) ? new RegExp(`const ${name} = (['"\`])([^\n$]*?)\\1`).exec(source)?.[2] : undefined
    return named ?? (line === `\${${name}}` ? '' : 'shop')
  })
  return text === '' || /(?<!\\)\$\{/.test(text) ? [] : [text.replaceAll('\\${', '${')]
}

/** What tests write for what is otherwise in each run, and what may be there: no line is left with a bare word. */
const STAND_FOR: readonly [pattern: RegExp, text: string][] = [
  [/(--timeout[ =])TIME\b/, '$15m'],
  [/\b(?:ROOT|HOME)\//, '/tmp/'],
]

/** Failures as tests have them recorded. */
const recordedLines = (): Pasted[] =>
  globSync('test/{integration,pty,scripts}/**/*.test.ts', {cwd: ROOT}).flatMap(file => {
    const source = readFileSync(join(ROOT, file), 'utf8')
    return source
      .replaceAll('\\n', '\n')
      .split('`')
      .flatMap(text => adviceLines(file, text))
      .map(({text}) => unquoted(text))
      .filter(text => !/^$|^['+]/.test(text))
      .flatMap(text => putIn(text, source))
      .map(text => ({file, text: STAND_FOR.reduce((line, [pattern, stands]) => line.replace(pattern, stands), text)}))
  })

/** Advice that is written as the text of a line; an argument vector is quoted where it is printed. */
const writtenLines = (): Pasted[] =>
  globSync('src/**/*.ts', {cwd: ROOT}).flatMap(file => {
    const source = readFileSync(join(ROOT, file), 'utf8')
    const texts = [...source.matchAll(/\bcommand: (?:'([^'\n]+)'|`([^`\n]+)`)/g)].map(
      ([, one, other]) => one ?? other ?? '',
    )
    return texts
      .filter(isCommand)
      .flatMap(text => putIn(text, source))
      .map(text => ({file, text}))
  })

/** Commands in the prose of the error catalogue. */
const catalogueLines = (): Pasted[] => {
  const file = 'docs/errors.md'
  const spans = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text)
  return spans.filter(isCommand).map(text => ({file, text}))
}

/** The ending of quickstart, as it prints it where the cluster is simulated. */
const quickstartLines = (): Pasted[] => {
  const file = 'scripts/quickstart'
  const [, ending = ''] = readFileSync(join(ROOT, file), 'utf8').split(/(?=explain "The app runs)/)
  const script = `explain() { printf '%s\\n' "$*"; }\nKUBIA_PROVIDER=sim\n${ending}`
  const printed = execFileSync('bash', ['-c', script], {encoding: 'utf8', cwd: ROOT})
  return printed
    .trim()
    .split('\n')
    .map(line => ({file, text: line.trim()}))
}

/** All lines that are there to be pasted, each once; where remarks are printed among them, those too. */
export const pastedLines = (): Pasted[] => {
  const all = [
    ...globSync('{README,CONTRIBUTING}.md', {cwd: ROOT}).flatMap(fencedLines),
    ...globSync('docs/*.md', {cwd: ROOT}).flatMap(fencedLines),
    ...catalogueLines(),
    ...recordedLines(),
    ...writtenLines(),
    ...quickstartLines(),
  ]
  return [...new Map(all.map(line => [line.text, line])).values()]
}

/** Whether a line is a command, and no remark above one. */
export const isPastedCommand = ({text}: Pasted): boolean => isCommand(text)

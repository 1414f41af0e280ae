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
  for (const [, language, body = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(/^```(\w*)\n(.*?)^```$/gms)) {
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

/** Failures as tests have them recorded, without those that have something put into them. */
const recordedLines = (): Pasted[] =>
  globSync('test/{integration,pty,scripts}/**/*.test.ts', {cwd: ROOT}).flatMap(file =>
    readFileSync(join(ROOT, file), 'utf8')
      .replaceAll('\\n', '\n')
      .split('`')
      .flatMap(text => adviceLines(file, text))
      .map(({text}) => ({file, text: unquoted(text)}))
      .filter(({text}) => !/^$|^['+]|\$\{|ROOT\//.test(text)),
  )

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
    ...quickstartLines(),
  ]
  return [...new Map(all.map(line => [line.text, line])).values()]
}

/** Whether a line is a command, and no remark above one. */
export const isPastedCommand = ({text}: Pasted): boolean => isCommand(text)

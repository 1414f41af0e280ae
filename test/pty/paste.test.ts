import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {isPastedCommand, PROGRAMS, pastedLines} from '../support/pasted-lines.ts'
import {missing} from './home.ts'
import {Terminal} from './terminal.ts'

/** Records its name and its arguments; what it is asked for inside of $(…) is nothing. */
const STAND_IN = `#!/bin/sh
{ printf '%s' "\${0##*/}"; for word; do printf ' <%s>' "$word"; done; echo; } >>"$KUBIA_RECORD"
`

const folder = mkdtempSync(join(tmpdir(), 'kubia-paste-'))
afterAll(() => rmSync(folder, {recursive: true}))
const record = join(folder, 'record')
const bin = join(folder, 'bin')
const env = {HOME: folder, PATH: bin, KUBIA_RECORD: record, TERM: 'xterm-256color', LANG: 'C.UTF-8', USER: 'me'}

const standIn = (path: string): void => {
  writeFileSync(path, STAND_IN)
  chmodSync(path, 0o755)
}
mkdirSync(bin)
mkdirSync(join(folder, 'scripts'))
// Shells have printf and kill themselves; a stand-in is never asked for these.
for (const program of [...PROGRAMS, 'value']) standIn(join(bin, program))
for (const script of ['quickstart', 'test', 'install', 'uninstall', 'teardown'])
  standIn(join(folder, 'scripts', script))

/** What was run since it was last asked for. */
const recorded = (): string => {
  const text = existsSync(record) ? readFileSync(record, 'utf8') : ''
  rmSync(record, {force: true})
  return text.split('\n').toSorted().join('\n').trim()
}

/** The variable that a line sets, and nothing else than that. */
const setBy = (line: string): string | undefined => /^export (\w+)=/.exec(line)?.[1]
/** Has a stand-in record the value of a variable. */
const showing = (line: string): string => {
  const name = setBy(line)
  return name === undefined ? '' : `value "$${name}"`
}

/** What a POSIX shell makes of a line. @param earlier lines that have set variables */
const expected = (line: string, earlier: readonly string[]): string => {
  spawnSync('/bin/sh', ['-c', [...earlier, line, showing(line)].join('\n')], {env, cwd: folder})
  return recorded()
}

const zsh = missing('zsh')
const ZSH = spawnSync('sh', ['-c', 'command -v zsh'], {encoding: 'utf8'}).stdout.trim()
/** Names that nobody but the reader knows. */
const UNKNOWN =
  /(?<!-)\b(?:IMAGE|FILE|DIR|NAME|KIND|NODE|SERVICE|REGISTRY|TAG|ADDRESS|PORT|KEY|CODE|OTHER|TIME|BASE|ROOT)\b(?![\w=])/

describe('Lines that are there to be pasted', () => {
  const lines = pastedLines()
  const commands = lines.filter(isPastedCommand)

  test('name what is known', () => {
    expect(commands.filter(({text}) => UNKNOWN.test(text))).toEqual([])
  })

  test('have no remark behind a command', () => {
    expect(commands.filter(({text}) => / #/.test(text))).toEqual([])
    expect(commands.length).toBeGreaterThan(60)
  })

  describe.skipIf(zsh)('an interactive zsh', () => {
    const terminal = new Terminal(ZSH, ['-f', '-i'], {cwd: folder, env})
    afterAll(() => terminal.close())

    test('gives programs the words that a POSIX shell gives them, and runs no remark', {timeout: 120_000}, async () => {
      await terminal.until('a prompt', shown => shown.length > 0)
      const differ: {file: string; text: string; sh: string; zsh: string}[] = []
      const settings: string[] = []
      let count = 0
      for (const line of lines) {
        const sh = isPastedCommand(line) ? expected(line.text, settings) : ''
        if (setBy(line.text) !== undefined || /^unset \w+$/.test(line.text)) settings.push(line.text)
        const mark = `done-${++count}.`
        terminal.press(`${line.text}\r${showing(line.text)}\r`)
        terminal.press(`cd ${folder}; print -r -- ${mark.slice(0, 4)}'${mark.slice(4)}'\r`)
        await terminal.until(`the end of ${line.text}`, shown => shown.some(text => text === mark))
        const here = recorded()
        if (here !== sh) differ.push({...line, sh, zsh: here})
      }
      expect(differ).toEqual([])
    })
  })
})

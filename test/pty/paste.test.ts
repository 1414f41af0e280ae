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
for (const program of PROGRAMS) standIn(join(bin, program))
for (const script of ['quickstart', 'test', 'install', 'uninstall', 'teardown'])
  standIn(join(folder, 'scripts', script))

/** What was run since it was last asked for. */
const recorded = (): string => {
  const text = existsSync(record) ? readFileSync(record, 'utf8') : ''
  rmSync(record, {force: true})
  return text.split('\n').toSorted().join('\n').trim()
}

/** What a POSIX shell makes of a line. */
const expected = (line: string): string => {
  spawnSync('/bin/sh', ['-c', line], {env, cwd: folder})
  return recorded()
}

const zsh = missing('zsh')
const ZSH = spawnSync('sh', ['-c', 'command -v zsh'], {encoding: 'utf8'}).stdout.trim()
/** Names that nobody but the reader knows. */
const UNKNOWN = /\b(?:IMAGE|FILE|DIR|NAME|NODE|REGISTRY|TAG|ADDRESS|PORT|KEY|CODE|OTHER|TIME|BASE)\b/
/** Lines whose reader alone knows what to put in. */
const WITH_PLACEHOLDER = [
  'docker load -i FILE',
  'kubectl kubia up --image IMAGE',
  'kubectl kubia up --timeout TIME',
  'kubectl kubia up --timeout=TIME --recreate',
]

describe('Lines that are there to be pasted', () => {
  const lines = pastedLines()
  const commands = lines.filter(isPastedCommand)

  test('name what is known', () => {
    // The catalogue tells of all clusters and files; it can name none.
    const special = commands.filter(({file}) => file !== 'docs/errors.md').map(({text}) => text)
    expect(special.filter(text => UNKNOWN.test(text) && !WITH_PLACEHOLDER.includes(text))).toEqual([])
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
      let count = 0
      for (const line of lines) {
        const sh = isPastedCommand(line) ? expected(line.text) : ''
        const mark = `done-${++count}.`
        terminal.press(`${line.text}\r`)
        terminal.press(`cd ${folder}; print -r -- ${mark.slice(0, 4)}'${mark.slice(4)}'\r`)
        await terminal.until(`the end of ${line.text}`, shown => shown.some(text => text === mark))
        const here = recorded()
        if (here !== sh) differ.push({...line, sh, zsh: here})
      }
      expect(differ).toEqual([])
    })
  })
})

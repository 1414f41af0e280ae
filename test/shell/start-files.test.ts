import {chownSync, linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {expect, test} from 'vitest'
import {addAlias, dropAlias, integrate} from '../../src/shell/integrate.ts'
import {SHELLS} from '../../src/shell/shells.ts'
import {recordedExec} from '../support/exec.ts'
import {lookAtFile} from '../support/look-at-file.ts'
import {setEnv, temporaryFolder} from '../support/temporary.ts'

const CONTENT = 'export A=1\nalias ll="ls -l"\n'
/** A name that means nothing to bash. */
const NO_USE = {stdout: '<kubia-name\nkubia-name>\n'}

type Write = (name: string, content: string | Buffer, mode?: number) => string

test.each<[string, (write: Write, file: string) => void]>([
  ['plain', write => write('.bashrc', CONTENT)],
  ['no final newline', write => write('.bashrc', CONTENT.trimEnd())],
  ['CRLF', write => write('.bashrc', CONTENT.replaceAll('\n', '\r\n'))],
  ['empty', write => write('.bashrc', '')],
  ['invalid UTF-8', write => write('.bashrc', Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x80, 0x0a]))],
  [
    'mode 0600 and another owner',
    (write, file) => {
      write('.bashrc', CONTENT, 0o600)
      if (process.getuid?.() === 0) chownSync(file, 65534, 65534)
    },
  ],
  [
    'a chain of symbolic links',
    (write, file) => {
      symlinkSync(write('dotfiles/bashrc', CONTENT), join(dirname(file), 'between'))
      symlinkSync('between', file)
    },
  ],
  [
    'a dangling symbolic link',
    (_, file) => {
      mkdirSync(join(dirname(file), 'dotfiles'))
      symlinkSync('dotfiles/bashrc', file)
    },
  ],
  ['a hard link', (write, file) => linkSync(write('dotfiles/bashrc', CONTENT), file)],
  ['no file at all', () => {}],
])('A start-up file is byte for byte the same after install and uninstall: %s', async (_title, prepare) => {
  const home = temporaryFolder()
  setEnv({HOME: home, ...Object.fromEntries(['CONFIG', 'STATE', 'DATA'].map(name => [`XDG_${name}_HOME`, undefined]))})
  const file = join(home, '.bashrc')
  prepare((name, content, mode = 0o644) => {
    mkdirSync(dirname(join(home, name)), {recursive: true})
    writeFileSync(join(home, name), content, {mode})
    return join(home, name)
  }, file)
  const before = lookAtFile(file)
  const {exec} = recordedExec({bash: NO_USE})
  const shells = SHELLS.filter(({name}) => name === 'bash')
  const bring = async (decide: ReturnType<typeof addAlias>): Promise<string[]> => {
    const options = {startFile: undefined, dryRun: false, body: (name: string) => `# ${name}\n`}
    const {outcomes, failures} = await integrate(exec, shells, decide, options)
    expect(failures).toEqual([])
    return outcomes.map(({what}) => what)
  }

  expect(await bring(addAlias('k'))).toEqual(['changed'])
  const installed = lookAtFile(file)
  expect(installed.content).not.toBe(before.content)
  expect(installed.link).toBe(before.link)
  if (before.content !== undefined)
    expect(installed).toMatchObject({mode: before.mode, uid: before.uid, links: before.links, inode: before.inode})
  expect(await bring(addAlias('k'))).toEqual(['unchanged'])
  expect(lookAtFile(file)).toEqual(installed)
  expect(await bring(dropAlias(undefined))).toEqual(['changed'])
  expect(lookAtFile(file)).toEqual(before)
  expect(await bring(dropAlias(undefined))).toEqual(['unchanged'])
  const files = readdirSync(home, {recursive: true}).map(String)
  expect(files.filter(name => /\.kubia-|kubectl-kubia\/shell/.test(name))).toEqual([])
})

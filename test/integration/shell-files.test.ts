import {spawnSync} from 'node:child_process'
import {chownSync, existsSync, lstatSync, mkdirSync, rmSync, statSync, symlinkSync} from 'node:fs'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {Home, missing} from '../pty/home.ts'
import {lookAtFile} from '../support/look-at-file.ts'

const isRoot = process.getuid?.() === 0
let home: Home
beforeEach(() => {
  home = new Home()
})
afterEach(() => home.remove())

const kubia = (...args: string[]) => home.kubia(...args, '--shell', 'bash')
const CONTENT = 'export A=1\nalias ll="ls -l"\n'

describe.skipIf(missing('bash', 'kubectl'))(
  'a start-up file is byte for byte the same after install and uninstall',
  () => {
    // What else a file may be is a test of test/shell/start-files.test.ts.
    test.each<[string, () => void]>([
      [
        'mode 0600 and another owner',
        () => {
          home.write('.bashrc', CONTENT, 0o600)
          if (isRoot) chownSync(home.file('.bashrc'), 65534, 65534)
        },
      ],
      [
        'a chain of symbolic links',
        () => {
          home.write('dotfiles/bashrc', CONTENT)
          symlinkSync('dotfiles/bashrc', home.file('between'))
          symlinkSync('between', home.file('.bashrc'))
        },
      ],
    ])('%s', (_title, prepare) => {
      prepare()
      const before = lookAtFile(home.file('.bashrc'))
      expect(kubia('alias', 'install')).toMatchObject({status: 0})
      const installed = lookAtFile(home.file('.bashrc'))
      expect(installed.content).not.toBe(before.content)
      expect(installed.link).toBe(before.link)
      if (before.content !== undefined)
        expect(installed).toMatchObject({mode: before.mode, uid: before.uid, links: before.links, inode: before.inode})
      expect(kubia('alias', 'install').stdout).toBe('bash: unchanged\n')
      expect(lookAtFile(home.file('.bashrc'))).toEqual(installed)
      expect(kubia('alias', 'uninstall')).toMatchObject({status: 0})
      expect(lookAtFile(home.file('.bashrc'))).toEqual(before)
      expect(kubia('alias', 'uninstall').stdout).toBe('bash: unchanged\n')
      expect(home.files().filter(name => /\.kubia-|kubectl-kubia\/shell/.test(name))).toEqual([])
    })
  },
)

describe.skipIf(missing('bash', 'kubectl'))('alias install', () => {
  test('keeps a copy of the file as it was, for its owner alone', () => {
    home.write('.bashrc', CONTENT)
    kubia('alias', 'install')
    const backup = home.files().find(name => name.startsWith('.local/state/kubectl-kubia/backups/')) ?? ''
    expect(home.read(backup).toString()).toBe(CONTENT)
    expect(statSync(home.file(backup)).mode & 0o777).toBe(0o600)
  })

  test('with --dry-run prints the diff and changes nothing', () => {
    home.write('.bashrc', CONTENT)
    const files = home.files()
    const {stdout, status} = kubia('alias', 'install', '--dry-run')
    expect(status).toBe(0)
    expect(stdout).toContain(`--- ${home.file('.bashrc')}\n`)
    expect(stdout).toContain('+# >>> kubectl-kubia >>>\n')
    expect(home.read('.bashrc').toString()).toBe(CONTENT)
    expect(home.files().filter(name => !name.startsWith('.cache'))).toEqual(files)
  })

  test('takes another file with --rc, and uninstall finds it by itself', () => {
    home.write('.bashrc', CONTENT)
    home.write('my rc', CONTENT)
    expect(kubia('alias', 'install', '--rc', home.file('my rc'))).toMatchObject({status: 0})
    expect(home.read('my rc').toString()).toContain('kubectl-kubia')
    expect(home.read('.bashrc').toString()).toBe(CONTENT)
    kubia('alias', 'uninstall')
    expect(home.read('my rc').toString()).toBe(CONTENT)
  })

  test('refuses damaged markers with 4, and leaves the file', () => {
    const damaged = `${CONTENT}# >>> kubectl-kubia >>>\n`
    home.write('.bashrc', damaged)
    const refusal = {status: 4, stderr: expect.stringContaining('SHELL_FILE_DAMAGED')}
    expect(kubia('alias', 'install')).toMatchObject(refusal)
    expect(kubia('alias', 'uninstall')).toMatchObject(refusal)
    expect(home.read('.bashrc').toString()).toBe(damaged)
  })

  test('refuses what is no regular file with 3', () => {
    mkdirSync(home.file('.bashrc'))
    expect(kubia('alias', 'install')).toMatchObject({status: 3, stderr: expect.stringContaining('not a regular file')})
  })

  test.skipIf(!isRoot)('prints the lines to add by hand where the file is read-only, and exits with 3', () => {
    home.remove()
    home = new Home({ordinary: true})
    home.write('.bashrc', CONTENT, 0o444)
    const {status, stderr} = kubia('alias', 'install')
    expect(status).toBe(3)
    expect(stderr).toContain('# >>> kubectl-kubia >>>')
    expect(stderr).toMatch(/if \[ -r .*kubia\.bash \]; then \. .*kubia\.bash; fi/)
    expect(home.read('.bashrc').toString()).toBe(CONTENT)
  })

  test('a second name replaces the first, and completion outlives the alias', () => {
    home.write('.bashrc', CONTENT)
    kubia('alias', 'install')
    kubia('alias', 'install', '--name', 'kc')
    kubia('completion', 'install')
    const payload = () => home.read('.config/kubectl-kubia/shell/kubia.bash').toString()
    expect(payload()).toContain('kubia_alias=kc kubia_direct=1\n')
    kubia('alias', 'uninstall')
    expect(payload()).toContain('kubia_alias= kubia_direct=1\n')
    kubia('completion', 'uninstall')
    expect(home.read('.bashrc').toString()).toBe(CONTENT)
  })

  test('puts the completer beside the plugin, and takes only its own link away', () => {
    kubia('alias', 'install')
    expect(lstatSync(home.file('bin/kubectl_complete-kubia')).isSymbolicLink()).toBe(true)
    kubia('alias', 'uninstall')
    expect(existsSync(home.file('bin/kubectl_complete-kubia'))).toBe(false)
    home.write('bin/kubectl_complete-kubia', '#!/bin/sh\n', 0o755)
    kubia('alias', 'install')
    kubia('alias', 'uninstall')
    expect(existsSync(home.file('bin/kubectl_complete-kubia'))).toBe(true)
  })

  test.each([
    [['alias', 'install', '--name', 'a b'], 'a short name'],
    [['alias', 'install', '--name', 'kubectl'], 'a short name'],
    [['alias', 'install', '--shell', 'tcsh'], 'must be one of zsh, bash, fish'],
    [['alias', 'install', '--rc', 'x'], '--rc needs one --shell'],
    [['alias', 'uninstall', '--shell', 'fish', '--rc', 'x'], 'has no meaning for fish'],
    [['completion', 'tcsh'], 'zsh, bash, fish'],
    [['shell-init'], 'required argument not given: SHELL'],
  ])('%j is a usage error', (args, message) => {
    expect(home.kubia(...args)).toMatchObject({status: 2, stderr: expect.stringContaining(message)})
  })
})

describe.skipIf(missing('zsh', 'bash', 'fish', 'kubectl'))('alias status', () => {
  test('tells what k is in every shell, before and after', () => {
    home.write('.zshrc', '')
    const rows = () => {
      const {stdout} = home.kubia('alias', 'status', '-o', 'json')
      const {items} = JSON.parse(stdout) as {items: {shell: string; use: {kind: string}; managed: boolean}[]}
      return items.map(({shell, use, managed}) => [shell, use.kind, managed])
    }
    expect(rows()).toEqual([
      ['zsh', 'none', false],
      ['bash', 'none', false],
      ['fish', 'none', false],
    ])
    expect(home.kubia('alias', 'install')).toMatchObject({status: 0})
    expect(rows()).toEqual([
      ['zsh', 'alias', true],
      ['bash', 'alias', true],
      ['fish', 'function', true],
    ])
  })

  test('shows each name that is installed, and k only where none is or where it is asked for', () => {
    home.write('.zshrc', '')
    const names = (...args: string[]) => {
      const rows = home
        .kubia('alias', 'status', ...args)
        .stdout.trimEnd()
        .split('\n')
        .slice(1)
      return rows.map(row => row.split(/ +/).slice(0, 2).join(' '))
    }
    expect(names()).toEqual(['zsh k', 'bash k', 'fish k'])
    home.kubia('alias', 'install', '--name', 'kc', '--shell', 'bash')
    expect(names()).toEqual(['zsh kc', 'bash kc', 'fish kc'])
    home.kubia('alias', 'install', '--name', 'kk', '--shell', 'fish')
    expect(names('--shell', 'bash', '--shell', 'fish')).toEqual(['bash kc', 'bash kk', 'fish kc', 'fish kk'])
    expect(names('--name', 'k', '--shell', 'bash')).toEqual(['bash k'])
  })

  test.each([['before'], ['after']])('tells a k that the user wrote %s the installation from one of kubia’s', when => {
    const write = (shell: 'zsh' | 'bash', lines: string) => home.startFile(shell, lines)
    const own = {zsh: 'alias k=kubectl', bash: 'k() { kubectl "$@"; }'}
    if (when === 'before') for (const shell of ['zsh', 'bash'] as const) write(shell, own[shell])
    else home.write('.zshrc', '')
    home.kubia('alias', 'install')
    if (when === 'after') {
      for (const shell of ['zsh', 'bash'] as const) home.append(shell, `unalias k\n${own[shell]}`)
      home.startFile('fish', 'function k; kubectl $argv; end')
    }
    const {items} = JSON.parse(home.kubia('alias', 'status', '-o', 'json').stdout)
    expect(items.map(({managed, isKubectl}: Record<string, boolean>) => ({managed, isKubectl}))).toEqual([
      {managed: false, isKubectl: true},
      {managed: false, isKubectl: true},
      {managed: when === 'before', isKubectl: true},
    ])
  })

  test('a k that is taken in one shell does not keep the others from it', () => {
    home.write('.zshrc', 'alias k=kubecolor')
    const {status, stdout, stderr} = home.kubia('alias', 'install')
    expect({status, stderr}).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('warning: zsh: k is alias for kubecolor; it stays so'),
    })
    expect(stdout).toMatch(/^bash: changed .*\nfish: changed /)
    expect(home.read('.zshrc').toString()).toBe('alias k=kubecolor')
  })
})

describe('the completer', () => {
  /** A kubectl of the test's own: what counts here is what it is asked, and how its end is brought about. */
  const fakeKubectl = (script: string): void => {
    rmSync(home.file('bin/kubectl'))
    home.write('bin/kubectl', `#!/bin/sh\n${script}\n`, 0o755)
  }

  test('whatever is wrong, it offers nothing and exits with 0', () => {
    fakeKubectl('echo broken >&2; exit 3')
    for (const words of [
      ['status', 'pods', ''],
      ['--context', ''],
      ['nope', ''],
    ]) {
      expect(home.kubia('__complete', ...words)).toMatchObject({status: 0, stderr: '', stdout: ':4\n'})
    }
    expect(home.kubia('__complete')).toMatchObject({status: 0, stderr: ''})
  })

  test('a question that hangs is ended with all that it started, and its answer is kept', () => {
    fakeKubectl('echo asked >> "$HOME/asked"; sleep 987 & echo $! > "$HOME/child"; wait')
    expect(home.kubia('__complete', 'status', 'pods', '')).toMatchObject({status: 0, stdout: ':4\n'})
    home.kubia('__complete', 'status', 'pods', '')
    expect(home.read('asked').toString()).toBe('asked\n')
    // Gone, or dead and waiting for a parent that reaps it.
    const {stdout} = spawnSync('ps', ['-o', 'stat=', '-p', home.read('child').toString().trim()], {encoding: 'utf8'})
    expect(stdout.trim()).toMatch(/^(Z.*)?$/)
  })

  test('asks with the kubeconfig, context and namespace of the line', () => {
    fakeKubectl('echo "$@" >> "$HOME/asked"; echo Pod/a')
    const {stdout} = home.kubia('__complete', '--context', 'c', 'status', '-n', 'ns', 'pods', '')
    expect(stdout).toBe('a\n:4\n')
    expect(home.read('asked').toString()).toMatch(
      /^--context c --namespace ns get pods --request-timeout=1s -o go-template=/,
    )
  })
})

import {afterEach, describe, expect, test} from 'vitest'
import {Home, missing} from './home.ts'

const absent = missing('fish', 'kubectl')
let home: Home
afterEach(() => home?.remove())

const VENDOR = '.local/share/fish/vendor_functions.d/k.fish'

describe.skipIf(absent)(`k in fish ${absent ?? ''}`, () => {
  test('works, and no start-up file is touched', async () => {
    home = new Home()
    home.startFile('fish')
    const before = home.read('.config/fish/config.fish')
    expect(home.kubia('alias', 'install', '--shell', 'fish')).toMatchObject({status: 0})
    expect(home.read('.config/fish/config.fish').equals(before)).toBe(true)
    const session = await home.shell('fish')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('kubectl kubia up --wor', 'kubectl kubia up --workers ')
    await session.answers('k kubia --version', 'kubectl-kubia v')
  })

  test.each([
    ['an alias', 'alias k kubectl', 'k is function { kubectl $argv } already'],
    ['a function', 'function k --wraps kubectl\n  kubectl $argv\nend', 'already'],
  ])('a k that is kubectl by %s of the user’s stays, and completes', async (_title, lines, told) => {
    home = new Home()
    home.startFile('fish', lines)
    const {status, stdout} = home.kubia('alias', 'install', '--shell', 'fish')
    expect({status, stdout}).toMatchObject({status: 0, stdout: expect.stringContaining(told)})
    expect(home.files()).not.toContain(VENDOR)
    const session = await home.shell('fish')
    // Nothing was changed, but the completer was put beside the plugin.
    await session.completes('k kubia dow', 'k kubia down ')
  })

  test.each([
    ['a function', 'function k; echo mine $argv; end', 'function'],
    ['an alias', 'alias k "kubectl -n x"', 'function'],
    ['an abbreviation', 'abbr -a k kubecolor', 'abbreviation'],
    ['a program, which an autoloaded function would hide', 'set -gx PATH ~/own $PATH', 'program'],
  ])('a k that is %s makes kubia refuse', async (_title, lines, told) => {
    home = new Home()
    home.startFile('fish', lines)
    home.write('own/k', '#!/bin/sh\necho "my own k"\n', 0o755)
    const {status, stderr} = home.kubia('alias', 'install', '--shell', 'fish')
    expect({status, stderr}).toMatchObject({status: 4, stderr: expect.stringContaining(`k is ${told}`)})
    expect(home.files()).not.toContain(VENDOR)
  })

  test('a function that the user makes later wins', async () => {
    home = new Home()
    home.startFile('fish')
    home.kubia('alias', 'install', '--shell', 'fish')
    home.write('.config/fish/functions/k.fish', 'function k; echo mine $argv; end\n')
    const session = await home.shell('fish')
    await session.answers('k it is', 'mine it is')
  })

  test('works where the user evaluates shell-init', async () => {
    home = new Home()
    home.startFile('fish', 'kubectl-kubia shell-init fish | source')
    home.kubia('completion', 'install', '--shell', 'bash')
    const session = await home.shell('fish')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('kubectl-kubia dow', 'kubectl-kubia down ')
  })
})

import {afterEach, describe, expect, test} from 'vitest'
import {Home, missing} from './home.ts'

const absent = missing('bash', 'kubectl')
/** Where Debian, Fedora and Arch have bash-completion. */
const BASH_COMPLETION = '. /usr/share/bash-completion/bash_completion'
let home: Home
afterEach(() => home?.remove())

const SETUPS: readonly [title: string, before: string, after?: string][] = [
  ['no bash-completion', ''],
  ['bash-completion before', BASH_COMPLETION],
  ['bash-completion after', '', BASH_COMPLETION],
  ['a k() function', 'k() { kubectl "$@"; }'],
  ['a k() function and bash-completion', `${BASH_COMPLETION}\nk() { command kubectl "$@"; }`],
  ['an alias k of the user’s', 'alias k=kubectl'],
  ['kubectl’s own completion in the start-up file', `${BASH_COMPLETION}\n. <(kubectl completion bash)`],
  ['set -u', '', 'set -u'],
  ['the start-up file read twice', '', '[[ -n ${TWICE-} ]] || { TWICE=1; . ~/.bashrc; }'],
]

describe.skipIf(absent)(`k in bash ${absent ?? ''}`, () => {
  test.each(SETUPS)('works with %s', async (_title, before, after = '') => {
    home = new Home()
    home.startFile('bash', before)
    expect(home.kubia('alias', 'install', '--shell', 'bash')).toMatchObject({status: 0})
    home.append('bash', after)
    const session = await home.shell('bash')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('true; k kubia dow', 'true; k kubia down ')
    await session.completes('kubectl kubia up --wor', 'kubectl kubia up --workers ')
    await session.completes('k kubia up --timeout=5', 'k kubia up --timeout=5m ')
    await session.completes('k kubia up --timeout 5', 'k kubia up --timeout 5m ')
    await session.answers('k kubia --version', 'kubectl-kubia v')
  })

  test.each([
    ['no bash-completion', ''],
    ['bash-completion', BASH_COMPLETION],
  ])('completes in the middle of a line with %s', async (_title, before) => {
    home = new Home()
    home.startFile('bash', before)
    home.kubia('alias', 'install', '--shell', 'bash')
    home.kubia('completion', 'install', '--shell', 'bash')
    const session = await home.shell('bash')
    const back = '\x1b[D'.repeat(' --retain'.length)
    session.terminal.press(`k kubia up --wor --retain${back}\t@`)
    await session.terminal.see('k kubia up --workers@ --retain')
    await session.clear()
    session.terminal.press(`kubectl-kubia up --wor --retain${back}\t@`)
    await session.terminal.see('kubectl-kubia up --workers@ --retain')
    await session.clear()
    await session.completes('true; kubectl-kubia up --progress=js', 'true; kubectl-kubia up --progress=json ')
  })

  test('works where the user evaluates shell-init', async () => {
    home = new Home()
    home.startFile('bash', 'eval "$(kubectl-kubia shell-init bash)"')
    home.kubia('completion', 'install', '--shell', 'fish')
    const session = await home.shell('bash')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('kubectl-kubia dow', 'kubectl-kubia down ')
  })

  test.each([
    ['an alias for another program', 'alias k=kubecolor', 'alias for kubecolor'],
    ['kubectl with a flag', "alias k='kubectl -n x'", 'alias for kubectl -n x'],
    ['a function that does more', 'k() { echo hi; kubectl "$@"; }', 'function'],
    ['a program', 'PATH=~/own:$PATH', 'program'],
  ])('a k that is %s stays what it is', async (_title, line, told) => {
    home = new Home()
    home.startFile('bash', line)
    home.write('own/k', '#!/bin/sh\necho "my own k"\n', 0o755)
    const {status, stderr} = home.kubia('alias', 'install', '--shell', 'bash')
    expect({status, stderr}).toMatchObject({status: 4, stderr: expect.stringContaining(told)})
    expect(home.read('.bashrc').toString()).not.toContain('kubia >>>')
    const row = home.kubia('alias', 'status', '--shell', 'bash').stdout.split('\n')[1]
    expect(row).toMatch(new RegExp(`^bash +k +${told}.* you +<none>$`))
  })

  test('a completion that k has already stays', async () => {
    home = new Home()
    home.startFile('bash', 'alias k=kubectl\ncomplete -W "mine" k')
    home.kubia('alias', 'install', '--shell', 'bash')
    const session = await home.shell('bash')
    await session.completes('k mi', 'k mine ')
  })
})

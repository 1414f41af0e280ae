import {afterEach, describe, expect, test} from 'vitest'
import {Home, missing} from './home.ts'

const absent = missing('zsh', 'kubectl')
let home: Home
afterEach(() => home?.remove())

/** What frameworks do, in the words of oh-my-zsh's lib/compinit and plugins/kubectl/kubectl.plugin.zsh. */
const OH_MY_ZSH = `
fpath=("$HOME/cache/completions" $fpath)
mkdir -p "$HOME/cache/completions"
autoload -Uz compinit && compinit -i -C -d "$HOME/cache/zcompdump"
if (( $+commands[kubectl] )); then
  if [[ ! -f "$HOME/cache/completions/_kubectl" ]]; then
    typeset -g -A _comps
    autoload -Uz _kubectl
    _comps[kubectl]=_kubectl
  fi
  kubectl completion zsh 2>/dev/null >| "$HOME/cache/completions/_kubectl"
  alias k=kubectl
fi`

/** What a user may have; `after` stands below kubia's block. */
const SETUPS: readonly [title: string, before: string, after?: string][] = [
  ['no compinit', ''],
  ['compinit before', 'autoload -Uz compinit && compinit -i'],
  ['compinit after', '', 'autoload -Uz compinit && compinit -i'],
  ['compinit before, and again after', 'autoload -Uz compinit && compinit -i', 'compinit -i'],
  ['completealiases', 'autoload -Uz compinit && compinit -i\nsetopt completealiases'],
  ['completealiases and no compinit', 'setopt completealiases'],
  ['a k() function', 'autoload -Uz compinit && compinit -i\nk() { kubectl "$@" }'],
  ['a k() function and no compinit', 'k() { command kubectl "$@" }'],
  ['an alias k of the user’s', 'alias k=kubectl'],
  ['an alias k of the user’s and completealiases', 'alias k=kubectl\nsetopt completealiases'],
  ['oh-my-zsh with its kubectl plugin', OH_MY_ZSH],
  ['ksharrays', 'setopt ksharrays'],
  ['shwordsplit and nounset', '', 'setopt shwordsplit nounset'],
  ['start-up file read twice', '', '[[ -n ${TWICE-} ]] || { TWICE=1; source ~/.zshrc }'],
]

describe.skipIf(absent)(`k in zsh ${absent ?? ''}`, () => {
  test.each(SETUPS)('works with %s', async (_title, before, after = '') => {
    home = new Home()
    home.startFile('zsh', before)
    expect(home.kubia('alias', 'install', '--shell', 'zsh')).toMatchObject({status: 0})
    home.append('zsh', after)
    const session = await home.shell('zsh')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('kubectl kubia up --wor', 'kubectl kubia up --workers ')
    await session.completes('k kubia up --progress=js', 'k kubia up --progress=json ')
    await session.answers('k kubia --version', 'kubectl-kubia v')
  })

  test('works where the user evaluates shell-init', async () => {
    home = new Home()
    home.startFile('zsh', 'eval "$(kubectl-kubia shell-init zsh)"')
    // Nothing was installed, so the completer is put beside the plugin by hand.
    home.kubia('completion', 'install', '--shell', 'bash')
    const session = await home.shell('zsh')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('kubectl-kubia dow', 'kubectl-kubia down ')
  })

  test('runs no compinit before the first TAB', async () => {
    home = new Home()
    home.startFile('zsh')
    home.kubia('alias', 'install', '--shell', 'zsh')
    const session = await home.shell('zsh')
    await session.answers('source ~/.zshrc; print compdef is $+functions[compdef]', 'compdef is 0')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.answers('print compdef is $+functions[compdef]', 'compdef is 1')
    await session.answers(
      'print left: ${(k)parameters[(I)*kubia*]} $widgets[expand-or-complete] end',
      /left: completion:\S+ end/,
    )
  })

  test('leaves a TAB that the user made alone', async () => {
    home = new Home()
    home.startFile('zsh', 'own-tab() { LBUFFER+="own " }\nzle -N expand-or-complete own-tab')
    home.kubia('alias', 'install', '--shell', 'zsh')
    const session = await home.shell('zsh')
    await session.completes('k ', 'k own ')
  })

  test('leaves compinit to the user where KUBIA_NO_COMPINIT is set', async () => {
    home = new Home()
    home.startFile('zsh', 'KUBIA_NO_COMPINIT=1')
    home.kubia('alias', 'install', '--shell', 'zsh')
    const session = await home.shell('zsh')
    await session.answers('print compdef is $+functions[compdef], $+aliases[k]', 'compdef is 0, 1')
  })

  test('leaves nothing behind in the shell but the alias and completion functions', async () => {
    home = new Home()
    home.startFile('zsh', 'autoload -Uz compinit && compinit -i')
    home.kubia('alias', 'install', '--shell', 'zsh')
    const session = await home.shell('zsh')
    await session.answers('print left: ${(k)parameters[(I)*kubia*]} ${(k)functions[(I)*kubia_first*]} end', 'left: end')
  })

  test.each([
    ['an alias for another program', 'alias k=kubecolor', 'alias for kubecolor'],
    ['kubectl with a flag', "alias k='kubectl -n x'", 'alias for kubectl -n x'],
    ['a function that does more', 'k() { echo hi; kubectl "$@" }', 'function'],
    ['a program', 'path=(~/own $path)', 'program'],
  ])('a k that is %s stays what it is', async (_title, line, told) => {
    home = new Home()
    home.startFile('zsh', line)
    home.write('own/k', '#!/bin/sh\necho "my own k"\n', 0o755)
    const {status, stderr} = home.kubia('alias', 'install', '--shell', 'zsh')
    expect({status, stderr}).toMatchObject({status: 4, stderr: expect.stringContaining(told)})
    expect(home.read('.zshrc').toString()).not.toContain('kubia >>>')
    const row = home.kubia('alias', 'status', '--shell', 'zsh').stdout.split('\n')[1]
    expect(row).toMatch(new RegExp(`^zsh +k +${told}.* you +<none>$`))
  })

  test('a k that the user makes later is not hidden', async () => {
    home = new Home()
    home.startFile('zsh')
    home.kubia('alias', 'install', '--shell', 'zsh')
    home.append('zsh', 'alias k="echo mine"')
    const session = await home.shell('zsh')
    await session.answers('k it is', 'mine it is')
  })

  test('a ZDOTDIR that .zshenv sets is found', async () => {
    home = new Home()
    home.write('.zshenv', 'ZDOTDIR=~/zsh\n')
    home.write('zsh/.zshrc', "PROMPT='ready> '\n")
    home.kubia('alias', 'install', '--shell', 'zsh')
    expect(home.read('zsh/.zshrc').toString()).toContain('# >>> kubectl-kubia >>>')
    const session = await home.shell('zsh')
    await session.completes('k kubia dow', 'k kubia down ')
  })
})

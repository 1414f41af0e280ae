// Prints how long shells take to their first prompt with and without kubia's block, and how long a completion takes
// beside a bare Node.js. All variants take turns in one run, so that a busy machine slows all alike; what counts are
// the ratios. Nothing is asserted: times belong to a machine, not to a test. Needs a build. `ROUNDS=40 npm run bench`
import {spawnSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {compare} from './figures.ts'
import {median} from './median.ts'

const ROOT = join(import.meta.dirname, '../..')
const ROUNDS = Number(process.env['ROUNDS'] ?? 20)
const COMPINIT = 'autoload -Uz compinit && compinit -i\n'

/** A command whose time is taken; `than` is the title of the one that it is compared with. */
interface Variant {
  title: string
  than: string
  command: readonly [string, ...string[]]
  env: Record<string, string>
  input?: string
}

const folders: string[] = []

/** A home with start-up files, and with kubia in the shells or without. */
const makeHome = (files: Readonly<Record<string, string>>, installed: boolean): Record<string, string> => {
  const home = mkdtempSync(join(tmpdir(), 'kubia-bench-'))
  folders.push(home)
  mkdirSync(join(home, 'bin'))
  symlinkSync(join(ROOT, 'bin/kubectl-kubia'), join(home, 'bin/kubectl-kubia'))
  symlinkSync(process.execPath, join(home, 'bin/node'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), {recursive: true})
    writeFileSync(join(home, name), text)
  }
  const env = {HOME: home, PATH: `${home}/bin:/usr/local/bin:/usr/bin:/bin`, TERM: 'dumb', LANG: 'C.UTF-8'}
  if (installed) {
    const {status, stderr} = spawnSync(join(home, 'bin/kubectl-kubia'), ['alias', 'install'], {env, encoding: 'utf8'})
    if (status !== 0) throw new Error(stderr)
  }
  return env
}

/** A shell that goes to its first prompt and leaves, without kubia and with it. */
const shellPair = (title: string, shell: string, files: Readonly<Record<string, string>>): Variant[] =>
  [false, true].map(installed => ({
    title: installed ? `${title} with the block` : title,
    than: title,
    command: [shell, '-i'],
    env: makeHome(files, installed),
    input: 'exit\n',
  }))

const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

const variants = (): Variant[] => {
  const env = makeHome({}, true)
  const node = {than: 'node -e 0', env}
  const completer = join(ROOT, 'bin/kubectl_complete-kubia')
  return [
    ...(isThere('zsh')
      ? [
          ...shellPair('zsh', 'zsh', {'.zshrc': ''}),
          ...shellPair('zsh, compinit in .zshrc', 'zsh', {'.zshrc': COMPINIT}),
        ]
      : []),
    ...(isThere('bash') ? shellPair('bash', 'bash', {'.bashrc': ''}) : []),
    ...(isThere('fish') ? shellPair('fish', 'fish', {'.config/fish/config.fish': ''}) : []),
    {...node, title: 'node -e 0', command: ['node', '-e', '0']},
    {...node, title: 'completion of a command', command: ['node', completer, 'up', '--wor']},
    {...node, title: 'completion of a live value', command: ['node', completer, '--context', '']},
    {...node, title: 'kubectl kubia <TAB> in all', command: ['kubectl', '__complete', 'kubia', '']},
  ]
}

/** Milliseconds of one run. */
const time = ({command: [program, ...args], env, input = ''}: Variant): number => {
  const started = performance.now()
  spawnSync(program, args, {env, input, cwd: env['HOME'], stdio: ['pipe', 'ignore', 'ignore']})
  return performance.now() - started
}

try {
  const all = variants()
  const times = new Map<string, number[]>(all.map(({title}) => [title, []]))
  for (const variant of all) time(variant) // The first run of each fills caches.
  for (let round = 0; round < ROUNDS; round++) {
    for (const variant of all) times.get(variant.title)?.push(time(variant))
  }
  const figures: Record<string, number> = {}
  const rows = all.map(({title, than}) => {
    const [own, other] = [median(times.get(title) ?? []), median(times.get(than) ?? [])]
    if (than !== title) figures[title] = own / other
    return [title, own.toFixed(1), than === title ? '' : `${(own / other).toFixed(2)} x ${than}`]
  })
  process.stdout.write(printSmallTable(['VARIANT', 'MEDIAN MS', 'RATIO'], rows))
  compare('shells', figures)
} finally {
  for (const folder of folders) rmSync(folder, {recursive: true})
}

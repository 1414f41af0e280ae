import {execFileSync, type SpawnSyncReturns, spawnSync} from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {COMPILED} from '../support/compiled.ts'
import {SHORT_GO} from '../support/short-programs.ts'
import {Terminal} from './terminal.ts'

const ROOT = join(import.meta.dirname, '../..')
/** nobody, on every Linux. */
const ORDINARY_USER = 65534

export type ShellName = 'zsh' | 'bash' | 'fish'

const which = (program: string): string | undefined => {
  const {status, stdout} = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], {encoding: 'utf8'})
  return status === 0 ? stdout.trim() : undefined
}

/** Why a test of a shell cannot run here; undefined where it can. With KUBIA_PTY=required nothing may be missing. */
export const missing = (...programs: string[]): string | undefined => {
  const absent = programs.filter(program => !which(program))
  if (absent.length === 0) return undefined
  if (process.env['KUBIA_PTY'] === 'required')
    throw new Error(`KUBIA_PTY=required, and not on PATH: ${absent.join(', ')}`)
  return `not on PATH: ${absent.join(', ')}`
}

const START_FILES = {zsh: '.zshrc', bash: '.bashrc', fish: '.config/fish/config.fish'} as const
/** The prompt that shells are told to show; nothing else on the screen looks like it. */
export const PROMPT = 'ready>'
const PROMPT_LINE = {
  zsh: `PROMPT='${PROMPT} '\n`,
  bash: `PS1='${PROMPT} '\n`,
  fish: `function fish_prompt; printf '${PROMPT} '; end\nset -g fish_greeting\nfunction fish_right_prompt; end\n`,
} as const

/**
 * What zsh's compinit leaves at its first run and reads at the next one: it takes it a second of a processor, and
 * nothing that is tested here. Where the functions that can be loaded are others, compinit makes it again.
 */
const readCompletionDump = (): Buffer => {
  const folder = mkdtempSync(join(tmpdir(), 'kubia-zsh-'))
  try {
    const file = join(folder, 'dump')
    execFileSync('zsh', ['-c', 'autoload -Uz compinit && compinit -i -d "$1"', 'zsh', file])
    return readFileSync(file)
  } finally {
    rmSync(folder, {recursive: true})
  }
}
let completionDump: Buffer | undefined

export interface HomeOptions {
  /** True: everything runs as an ordinary user. Needs root. */
  ordinary?: boolean
  /** False: neither the plugin nor a Node.js is put on PATH. */
  plugin?: boolean
}

/** A home folder of its own, with the plugin and its tools on PATH, and nothing of the real user's. */
export class Home {
  readonly path = mkdtempSync(join(tmpdir(), 'kubia-home-'))
  readonly bin = join(this.path, 'bin')
  readonly #ordinary: boolean
  readonly #terminals: Terminal[] = []

  constructor({ordinary = false, plugin = true}: HomeOptions = {}) {
    this.#ordinary = ordinary
    mkdirSync(this.bin)
    if (plugin) {
      symlinkSync(join(ROOT, 'bin/kubectl-kubia'), join(this.bin, 'kubectl-kubia'))
      symlinkSync(process.execPath, join(this.bin, 'node'))
    }
    symlinkSync(which('kubectl') ?? '/usr/bin/kubectl', join(this.bin, 'kubectl'))
    mkdirSync(join(this.path, '.config/fish'), {recursive: true})
    this.#giveAway()
  }

  get env(): Record<string, string> {
    return {
      HOME: this.path,
      PATH: `${this.bin}:/usr/local/bin:/usr/bin:/bin`,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      USER: this.#ordinary ? 'nobody' : 'root',
      KUBECONFIG: join(this.path, 'kubeconfig'),
      NODE_COMPILE_CACHE: COMPILED,
      ...SHORT_GO,
    }
  }

  file(name: string): string {
    return join(this.path, name)
  }

  write(name: string, content: string | Buffer, mode?: number): string {
    const path = this.file(name)
    mkdirSync(dirname(path), {recursive: true})
    writeFileSync(path, content)
    if (mode !== undefined) chmodSync(path, mode)
    this.#giveAway()
    return path
  }

  /** Writes a shell's start-up file: a prompt that tests can wait for, and what the user has. */
  startFile(shell: ShellName, lines = ''): void {
    this.write(START_FILES[shell], `${PROMPT_LINE[shell]}${lines}\n`)
    if (shell !== 'zsh') return
    completionDump ??= readCompletionDump()
    this.write('.zcompdump', completionDump)
  }

  /** What a user adds to the start-up file later. */
  append(shell: ShellName, lines: string): void {
    appendFileSync(this.file(START_FILES[shell]), `${lines}\n`)
  }

  /** Runs the plugin in this home. */
  kubia(...args: string[]): SpawnSyncReturns<string> {
    const [program = '', ...rest] = this.#asUser([join(this.bin, 'kubectl-kubia'), ...args])
    return spawnSync(program, rest, {cwd: this.path, env: this.env, encoding: 'utf8'})
  }

  /** An interactive shell at its first prompt. */
  async shell(shell: ShellName, extraEnv: Record<string, string> = {}): Promise<ShellSession> {
    const [program = '', ...args] = this.#asUser([shell, '-i'])
    const terminal = new Terminal(program, args, {cwd: this.path, env: {...this.env, ...extraEnv}})
    this.#terminals.push(terminal)
    await terminal.see(PROMPT)
    return new ShellSession(terminal, shell)
  }

  files(): string[] {
    return readdirSync(this.path, {recursive: true}).map(String).sort()
  }

  read(name: string): Buffer {
    return readFileSync(this.file(name))
  }

  remove(): void {
    for (const terminal of this.#terminals) terminal.close()
    rmSync(this.path, {recursive: true, force: true})
  }

  #asUser(command: string[]): string[] {
    if (!this.#ordinary) return command
    const id = String(ORDINARY_USER)
    return ['setpriv', `--reuid=${id}`, `--regid=${id}`, '--clear-groups', '--', ...command]
  }

  #giveAway(): void {
    if (!this.#ordinary) return
    chownSync(this.path, ORDINARY_USER, ORDINARY_USER)
    execFileSync('chown', ['-R', '-h', `${ORDINARY_USER}:${ORDINARY_USER}`, this.path])
  }
}

const TABS = {zsh: '\t', bash: '\t\t', fish: '\t'} as const
/** To the end of the line, and kill it. Not Ctrl-C: an interrupt that comes while a shell still draws is lost. */
const [KILL_LINE, CONTROL_L] = ['\x05\x15', '\x0c']

/** What a person does in a shell: types at the prompt, and looks at what is there then. */
export class ShellSession {
  readonly terminal: Terminal
  readonly #shell: ShellName

  constructor(terminal: Terminal, shell: ShellName) {
    this.terminal = terminal
    this.#shell = shell
  }

  /**
   * Types words, a TAB and a letter, and waits until the line is what it should become. The letter shows a blank that
   * the shell put behind a whole word, and that the shell is done with the TAB.
   */
  async completes(typed: string, expected: string): Promise<void> {
    this.terminal.press(`${typed}\t@`)
    const line = `${PROMPT} ${expected}@`
    await this.terminal.until(`the line: ${line}`, lines => lines.some(shown => shown.trimEnd() === line))
    await this.clear()
  }

  /** Types words and as many TABs as the shell wants for a list, and waits until all the texts are in it. */
  async offers(typed: string, texts: readonly string[]): Promise<void> {
    this.terminal.press(`${typed}${TABS[this.#shell]}`)
    await this.terminal.until(`offers: ${texts.join(', ')}`, lines => {
      const list = lines.filter(line => !line.startsWith(PROMPT)).join('\n')
      return texts.every(text => list.includes(text))
    })
    await this.clear()
  }

  /** Runs a command line and waits for a line of its output. */
  async answers(command: string, text: string | RegExp): Promise<void> {
    this.terminal.press(`${command}\r`)
    await this.terminal.see(text)
    await this.clear()
  }

  /** Leaves lists and the line, and waits for a prompt alone on the screen. */
  async clear(): Promise<void> {
    this.terminal.press(KILL_LINE)
    await this.terminal.until('an empty prompt', lines => lines.at(-1)?.trimEnd() === PROMPT)
    this.terminal.press(CONTROL_L)
    await this.terminal.until('an empty screen', lines => lines.length === 1 && lines[0]?.trimEnd() === PROMPT)
  }
}

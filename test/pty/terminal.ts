import {type IPty, spawn} from '@lydell/node-pty'
import xterm from '@xterm/headless'

/** Long enough for a loaded machine; reaching it is a failure. In ms. */
const PATIENCE_MS = 25_000
/** What is enough for most tests. */
const SIZE = {columns: 120, rows: 60}

export const KEYS = {tab: '\t', left: '\x1b[D', clearLine: '\x15', enter: '\r', interrupt: '\x03'} as const

export interface TerminalOptions {
  cwd: string
  env: Record<string, string>
  size?: {columns: number; rows: number}
  /** How long something that is waited for may take, in ms. */
  patienceMs?: number
}

/** A program in a real pseudo-terminal, with a screen that is interpreted as a terminal does. */
export class Terminal {
  readonly #pty: IPty
  readonly #screen: xterm.Terminal
  readonly #rows: number
  readonly #patienceMs: number
  #onChange = (): void => {}
  #exited = false

  constructor(
    program: string,
    args: readonly string[],
    {cwd, env, size = SIZE, patienceMs = PATIENCE_MS}: TerminalOptions,
  ) {
    const {columns: cols, rows} = size
    this.#rows = rows
    this.#patienceMs = patienceMs
    this.#screen = new xterm.Terminal({cols, rows, allowProposedApi: true})
    this.#pty = spawn(program, [...args], {name: 'xterm-256color', cols, rows, cwd, env})
    this.#pty.onData(data => this.#screen.write(data, () => this.#onChange()))
    // Programs ask the terminal where the cursor is and what it can do; they wait for the answer.
    this.#screen.onData(answer => this.#pty.write(answer))
    this.#pty.onExit(() => {
      this.#exited = true
      this.#onChange()
    })
  }

  /** Presses keys, as they would come from a keyboard. */
  press(keys: string): void {
    this.#pty.write(keys)
  }

  /** The lines on the screen, without blanks at their ends and empty lines at the bottom. */
  lines(): string[] {
    const buffer = this.#screen.buffer.active
    const lines = Array.from({length: this.#rows}, (_, row) =>
      (buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '').trimEnd(),
    )
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  /** Waits until the screen fulfils a condition. @throws Error with the screen where it never does */
  async until(what: string, condition: (lines: string[]) => boolean): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new Error(`${why}: ${what}\n--- screen\n${this.lines().join('\n')}\n---`))
      const timer = setTimeout(() => fail(`not seen within ${this.#patienceMs / 1000}s`), this.#patienceMs)
      const look = (): void => {
        const lines = this.lines()
        if (!condition(lines)) {
          if (!this.#exited) return
          clearTimeout(timer)
          return fail('the program ended without it')
        }
        clearTimeout(timer)
        this.#onChange = () => {}
        resolve(lines)
      }
      this.#onChange = look
      look()
    })
  }

  /** Waits for a line that contains a text, or matches a pattern. */
  async see(text: string | RegExp): Promise<string> {
    const fits = (line: string): boolean => (typeof text === 'string' ? line.includes(text) : text.test(line))
    const lines = await this.until(String(text), now => now.some(fits))
    return lines.find(fits) ?? ''
  }

  close(): void {
    if (!this.#exited) this.#pty.kill('SIGKILL')
    this.#screen.dispose()
  }
}

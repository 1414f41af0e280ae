import {Terminal, type TerminalOptions} from './terminal.ts'

/** What the screen has when a line has ended: the exit code, where it is not 0, before the prompt. */
const ENDED = /^(?:\[(\d+)\] )?\$$/

/** An interactive zsh that knows when a line has ended, and how. */
export class ZshSession {
  readonly #terminal: Terminal

  constructor(zsh: string, {env, ...options}: TerminalOptions) {
    this.#terminal = new Terminal(zsh, ['-f', '-i'], {...options, env: {...env, PS1: '%(?..[%?] )$ '}})
  }

  /** Types a line on an empty screen. @returns what it printed, without blanks at the ends of lines, and its exit code */
  async type(command: string): Promise<{output: string[]; exit: number}> {
    await this.#terminal.until('a prompt', lines => ENDED.test(lines.at(-1) ?? ''))
    // The screen is emptied by the line editor (Ctrl-L), so that nothing else is run.
    this.#terminal.press('\f')
    await this.#terminal.until('an empty screen', lines => lines.length === 1)
    this.#terminal.press(`${command}\r`)
    const lines = await this.#terminal.until(
      `the end of ${command}`,
      now => now.length > 1 && ENDED.test(now.at(-1) ?? ''),
    )
    return {output: lines.slice(1, -1), exit: Number(ENDED.exec(lines.at(-1) ?? '')?.[1] ?? 0)}
  }

  close(): void {
    this.#terminal.close()
  }
}

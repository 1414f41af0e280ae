import headless from '@xterm/headless'

/** A terminal whose screen can be looked at: what a person would see, not what was written. */
export interface Screen {
  columns: number
  write(text: string): void
  /** The lines on the screen and above it, without trailing blanks and empty lines at the end. */
  lines(): Promise<string[]>
  resize(columns: number): void
  /** Whether the cursor can be seen, and where it stands: at the beginning of an empty line, if all is well. */
  cursor(): Promise<{visible: boolean; column: number; line: string}>
}

export const createScreen = (columns: number, rows = 40): Screen => {
  const terminal = new headless.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    convertEol: true,
    scrollback: 1000,
  })
  const settled = (): Promise<void> => new Promise(resolve => terminal.write('', resolve))
  let visible = true
  terminal.parser.registerCsiHandler({prefix: '?', final: 'l'}, parameters => {
    if (parameters.includes(25)) visible = false
    return false
  })
  terminal.parser.registerCsiHandler({prefix: '?', final: 'h'}, parameters => {
    if (parameters.includes(25)) visible = true
    return false
  })
  const line = (index: number): string => terminal.buffer.active.getLine(index)?.translateToString(true) ?? ''
  return {
    columns,
    write: text => terminal.write(text),
    async lines() {
      await settled()
      const lines = Array.from({length: terminal.buffer.active.length}, (_, index) => line(index).trimEnd())
      while (lines.at(-1) === '') lines.pop()
      return lines
    },
    resize(width) {
      this.columns = width
      terminal.resize(width, rows)
    },
    async cursor() {
      await settled()
      const {active} = terminal.buffer
      return {visible, column: active.cursorX, line: line(active.baseY + active.cursorY).trimEnd()}
    },
  }
}

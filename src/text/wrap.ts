/** Characters that take two columns: East Asian ones and emoji. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60]|\p{Emoji_Presentation}/u

/** How many columns a text without control characters takes. */
export const columnsOf = (text: string): number => {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

/**
 * A line broken at its blanks, so that no piece takes more than `width` columns. A word that is wider stands on a line
 * of its own, whole: a URL or a path that is cut can be neither read nor copied.
 * @param hang what each further line begins with
 */
export const wrapLine = (line: string, width: number, hang = ''): string[] => {
  if (columnsOf(line) <= width) return [line]
  const [indent = ''] = /^ */.exec(line) ?? []
  const lines: string[] = []
  let current = indent
  let isEmpty = true
  // Blanks between words stay where both stand on one line: they may align something.
  for (const [, blanks = '', word = ''] of line.slice(indent.length).matchAll(/( *)([^ ]+)/g)) {
    if (!isEmpty && columnsOf(current) + blanks.length + columnsOf(word) > width) {
      lines.push(current)
      current = hang
      isEmpty = true
    }
    current += isEmpty ? word : blanks + word
    isEmpty = false
  }
  return [...lines, current]
}

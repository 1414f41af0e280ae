/**
 * What a terminal obeys instead of showing: C0 (but for tab and line feed), DEL and C1, the marks that turn the
 * direction of a text (Unicode's Bidi_Control), and the separators of lines and paragraphs.
 */
const HIDDEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g
const HIDDEN_OR_BREAK = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Whether a text has characters that `visible` spells. */
export const hasHidden = (text: string): boolean => text.search(HIDDEN) !== -1

/**
 * C0 as terminals echo it and kubectl's tables have it, `^[` for ESC; all others as JSON and YAML escape them, so that
 * JSON and quoted YAML keep their value: `\u202e`.
 */
const spell = (character: string): string => {
  const code = character.charCodeAt(0)
  return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Text of any origin as a terminal may have it: control and bidirectional characters stand as text, line breaks stay. */
export const visible = (text: string): string => text.replace(HIDDEN, spell)

/** Text of any origin within one line: as `visible`, and tabs and line feeds stand as text, too. */
export const visibleLine = (text: string): string => text.replace(HIDDEN_OR_BREAK, spell)

/** The escape sequences of colours (SGR). */
const COLOURS = /(\x1b\[[0-9;:]*m)/

/** A line of a log without its colours. */
export const withoutColours = (line: string): string =>
  line
    .split(COLOURS)
    .filter((_, index) => index % 2 === 0)
    .join('')

/** A line of a log for a terminal: as `visible`, but colours pass, and are over at its end. */
export const visibleLog = (line: string): string => {
  const parts = line.split(COLOURS)
  const shown = parts.map((part, index) => (index % 2 === 1 ? part : visible(part))).join('')
  return parts.length === 1 ? shown : `${shown}\x1b[0m`
}

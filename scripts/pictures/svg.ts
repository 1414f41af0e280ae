import type {Frame, Row, Span} from './cast.ts'

/** The size of a character cell, in px, at 14 px of type. */
const CELL = {width: 8.4, height: 18}
const MARGIN = 14

/** Colours 0 to 15 of a terminal, on light and on dark; each has a contrast of 4.5 or more to its ground (WCAG 2, 1.4.3). */
const LIGHT = ['#24292f', '#cf222e', '#116329', '#7d4e00', '#0969da', '#8250df', '#1b7c83', '#57606a']
const DARK = ['#6e7681', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4']

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const number = (value: number): string => String(Math.round(value * 100) / 100)

const classOf = ({colour, isBold, isDim}: Span): string =>
  [...(colour === undefined ? [] : [`c${colour % 8}`]), ...(isBold ? ['b'] : []), ...(isDim ? ['d'] : [])].join(' ')

/** The width is given, so that columns stand below each other in whatever font there is. */
const spanOf = (span: Span): string => {
  const name = classOf(span)
  const place = `x="${number(span.column * CELL.width)}" textLength="${number(span.text.length * CELL.width)}"`
  return `<text ${place}${name ? ` class="${name}"` : ''}>${escaped(span.text)}</text>`
}

const rowText = (row: Row): string => row.map(spanOf).join('')

/** Each different row once, to be used wherever it is shown. */
const rowsOf = (frames: readonly Frame[]): Map<string, string> => {
  const ids = new Map<string, string>()
  for (const {rows} of frames)
    for (const row of rows) if (row.length > 0 && !ids.has(rowText(row))) ids.set(rowText(row), `r${ids.size}`)
  return ids
}

const ground = (back: string, front: string, colours: readonly string[]): string =>
  `.bg{fill:${back}}text{fill:${front}}${colours.map((colour, index) => `.c${index}{fill:${colour}}`).join('')}`

const style = (extra: string): string => `<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre}
.bg{stroke:#8b949e;stroke-opacity:.4}.b{font-weight:700}.d{opacity:.65}
${ground('#fff', '#24292f', LIGHT)}
@media(prefers-color-scheme:dark){${ground('#0d1117', '#e6edf3', DARK)}}${extra}
</style>`

/** The last used row of any frame, so that a picture ends where its text does. */
const heightOf = (frames: readonly Frame[]): number =>
  Math.max(...frames.map(({rows}) => rows.findLastIndex(row => row.length > 0))) + 1

/** How the frames pass, once and again; who wants no motion sees the last one. */
const motion = (frames: readonly Frame[], width: number, speed: number, restS: number): string => {
  const last = frames.at(-1)?.at ?? 0
  const total = last / speed + restS
  const steps = frames.map(
    ({at}, index) => `${number((at / speed / total) * 100)}%{transform:translateX(${number(-index * width)}px)}`,
  )
  const end = number(-(frames.length - 1) * width)
  return `
@keyframes play{0%{transform:translateX(0)}${steps.join('')}100%{transform:translateX(${end}px)}}
.film{animation:play ${number(total)}s step-end infinite}
@media(prefers-reduced-motion:reduce){.film{animation:none;transform:translateX(${end}px)}}`
}

export interface SvgOptions {
  /** What the picture shows, for readers that do not see it. */
  title: string
  /** Columns of the terminal. */
  columns: number
  /** How many times faster than it was it plays, and for how long the last frame stays, in s; nothing for a still. */
  film?: {speed: number; restS: number}
}

/** A picture of frames: of the last one alone, or of all as a film. */
export const svgOf = (all: readonly Frame[], {title, columns, film}: SvgOptions): string => {
  const frames = film ? all : all.slice(-1)
  const lines = heightOf(frames)
  const [width, height] = [columns * CELL.width + 2 * MARGIN, lines * CELL.height + 2 * MARGIN]
  const ids = rowsOf(frames)
  const shown = frames.map(({rows}, index) =>
    rows.flatMap((row, y) =>
      row.length === 0
        ? []
        : [`<use href="#${ids.get(rowText(row))}" x="${number(index * width)}" y="${number((y + 1) * CELL.height)}"/>`],
    ),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${number(width)} ${number(height)}" width="${number(width)}" role="img">
<title>${escaped(title)}</title>
${style(film ? motion(frames, width, film.speed, film.restS) : '')}
<defs>
${[...ids].map(([text, id]) => `<g id="${id}">${text}</g>`).join('\n')}
</defs>
<rect class="bg" x=".5" y=".5" width="${number(width - 1)}" height="${number(height - 1)}" rx="6"/>
<svg x="${MARGIN}" y="${MARGIN - 4}" width="${number(columns * CELL.width)}" height="${number(lines * CELL.height + 6)}"><g class="film">
${shown.flat().join('\n')}
</g></svg>
</svg>
`
}

import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'
import {framesOf, readCast} from '../../scripts/pictures/cast.ts'
import {svgOf} from '../../scripts/pictures/svg.ts'
import {PICTURES, pictureOf} from '../../scripts/pictures/table.ts'
import {temporaryFolder} from '../support/temporary.ts'

const FOLDER = join(import.meta.dirname, '../../docs/pictures')

test.each(PICTURES)('The picture $name is what its recording gives', async picture => {
  expect(await pictureOf(FOLDER, picture)).toBe(readFileSync(join(FOLDER, `${picture.name}.svg`), 'utf8'))
})

describe('A recording', () => {
  const castOf = (...lines: unknown[]) => {
    const file = join(temporaryFolder(), 'a.cast')
    writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    return readCast(file)
  }
  const cast = () =>
    castOf(
      {version: 2, width: 20, height: 2},
      [0, 'o', '\u001b[32m✔\u001b[0m one  two\r\n'],
      [0.5, 'i', 'typed'],
      [2, 'o', 'three'],
      [2.005, 'o', ' <four>'],
    )

  test('becomes frames of what stands on the screen, and the last one', async () => {
    const plain = {isBold: false, isDim: false}
    const first = [
      {column: 0, text: '✔', colour: 2, ...plain},
      {column: 2, text: 'one', colour: undefined, ...plain},
      {column: 7, text: 'two', colour: undefined, ...plain},
    ]
    expect(await framesOf(cast(), 1)).toEqual([
      {at: 0, rows: [first, []]},
      {at: 2.005, rows: [first, [{column: 0, text: 'three <four>', colour: undefined, ...plain}]]},
    ])
  })

  test('is drawn as its last screen, or as a film', async () => {
    const frames = await framesOf(cast(), 1)
    const still = svgOf(frames, {title: 'a & b', columns: 20})
    expect(still).toContain('<title>a &amp; b</title>')
    expect(still).toContain('<text x="0" textLength="100.8">three &lt;four&gt;</text>')
    expect(still).not.toContain('@keyframes')
    const film = svgOf(frames, {title: 'a', columns: 20, film: {speed: 2, restS: 1}})
    expect(film).toContain(
      '@keyframes play{0%{transform:translateX(0)}0%{transform:translateX(0px)}50.06%{transform:translateX(-196px)}100%{transform:translateX(-196px)}}',
    )
  })

  test('of another version is refused', () => {
    expect(() => castOf({version: 3, width: 20, height: 2})).toThrow('an asciicast of version 3, and not 2')
  })
})

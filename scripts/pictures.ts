// Draws the pictures of docs/pictures from the recordings beside them: npm run pictures
// With a name and a command it records first: npm run pictures -- NAME COMMAND [ARG...]
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {spawn} from '@lydell/node-pty'
import {PICTURES, pictureOf} from './pictures/table.ts'

const folder = join(import.meta.dirname, '../docs/pictures')
const SIZE = {cols: 96, rows: 50}

/** Records a command with its prompt, as asciicast v2. */
const record = async (name: string, [program = '', ...args]: readonly string[]): Promise<void> => {
  const startedAt = performance.now()
  const events: [number, 'o', string][] = [[0, 'o', `$ ${[program, ...args].join(' ')}\r\n`]]
  const child = spawn(program, args, {name: 'xterm-256color', ...SIZE, env: process.env})
  child.onData(text => events.push([Math.round(performance.now() - startedAt) / 1000, 'o', text]))
  await new Promise<void>(resolve => child.onExit(() => resolve()))
  const head = {version: 2, width: SIZE.cols, height: SIZE.rows}
  writeFileSync(join(folder, `${name}.cast`), [head, ...events].map(line => `${JSON.stringify(line)}\n`).join(''))
}

const [name, ...command] = process.argv.slice(2)
if (name !== undefined) await record(name, command)
for (const picture of PICTURES) writeFileSync(join(folder, `${picture.name}.svg`), await pictureOf(folder, picture))

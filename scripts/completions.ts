// Writes completions/: what zsh, bash and fish need to complete `kubectl-kubia` itself. With --check it only compares,
// and fails where a file is not what the commands ask for. Needs a build.
import {readFileSync} from 'node:fs'
import {mkdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import type {CompletionTable} from '../src/shell/completion-table.ts'
import {directCompletions} from '../src/shell/direct.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'completions')
const table = JSON.parse(await readFile(join(root, 'dist/completion.json'), 'utf8')) as CompletionTable
const template = (name: string): string => readFileSync(join(root, 'src/shell/direct', name), 'utf8')
const files = Object.entries(await directCompletions(table, template))

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

if (process.argv.includes('--check')) {
  const stale: string[] = []
  for (const [name, text] of files) if ((await read(join(folder, name))) !== text) stale.push(`completions/${name}`)
  if (stale.length > 0) {
    console.error(`not what the commands ask for: ${stale.join(', ')}\nrun: npm run completions`)
    process.exitCode = 1
  } else console.log(`${files.length} completions are up to date`)
} else {
  await mkdir(folder, {recursive: true})
  for (const [name, text] of files) await writeFile(join(folder, name), text)
  console.log(`wrote ${files.map(([name]) => `completions/${name}`).join(', ')}`)
}

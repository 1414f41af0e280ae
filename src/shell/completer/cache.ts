import {renameSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {makeFolders} from '../../process/folders.ts'
import {cacheDirectory} from '../../process/paths.ts'
import {readFileBounded} from '../../process/read-file.ts'

/** How long a result is reused, in ms: long enough for a second TAB, short enough for a new object to show. */
const KEPT_MS = 5000

type Entries = Record<string, {at: number; lines: string[]}>

const readFresh = (file: string, now: number): Entries => {
  try {
    const entries = Object.entries(JSON.parse(readFileBounded(file).toString()) as Entries)
    return Object.fromEntries(entries.filter(([, {at}]) => at <= now && now - at < KEPT_MS))
  } catch {
    return {} // No cache yet, or one of another version: everything is queried again.
  }
}

const write = (file: string, entries: Entries): void => {
  try {
    makeFolders(cacheDirectory())
    const temporary = `${file}.${process.pid}`
    writeFileSync(temporary, JSON.stringify(entries), {mode: 0o600})
    renameSync(temporary, file)
  } catch {
    // Without a writable cache, everything is queried again.
  }
}

/** The cached result of some seconds ago, or a new one, also where it is empty: a dead cluster is queried once. */
export const remember = async (question: readonly string[], ask: () => Promise<string[]>): Promise<string[]> => {
  const file = join(cacheDirectory(), 'completion.json')
  const key = JSON.stringify([
    question,
    process.env['KUBECONFIG'] ?? '',
    process.env['KIND_EXPERIMENTAL_PROVIDER'] ?? '',
  ])
  const known = readFresh(file, Date.now())[key]
  if (known) return known.lines
  const lines = await ask()
  const now = Date.now()
  write(file, {...readFresh(file, now), [key]: {at: now, lines}})
  return lines
}

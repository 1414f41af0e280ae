import {appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, describe, expect, test} from 'vitest'
import {findStrayImports} from '../../scripts/check-layers.ts'

const root = join(import.meta.dirname, '..', '..')
const folders: string[] = []

/** A copy of the sources in which one file has one more import. */
const withImport = (file: string, line: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'kubia-layers-'))
  folders.push(copy)
  for (const part of ['src', 'commands']) cpSync(join(root, part), join(copy, part), {recursive: true})
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  appendFileSync(join(copy, file), `\n${line}\n`)
  return copy
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, {recursive: true})
})

describe('the check of the layers', () => {
  test('finds nothing in the sources as they are', async () => {
    expect(await findStrayImports(root)).toEqual([])
  })

  test.each([
    ['src/process/paths.ts', "import '../cluster/registry.ts'", 'src/process/paths.ts imports src/cluster/registry.ts'],
    ['src/errors/catalogue.ts', "import '../process/paths.ts'", 'src/errors/catalogue.ts imports src/process/paths.ts'],
    ['src/cluster/state.ts', "import '../workflows/up/up.ts'", 'src/cluster/state.ts imports src/workflows/up/up.ts'],
    [
      'src/api-server/nodes.ts',
      "import '../cluster/registry.ts'",
      'src/api-server/nodes.ts imports src/cluster/registry.ts',
    ],
    [
      'src/workflows/up/up.ts',
      "import '@oclif/core'",
      'src/workflows/up/up.ts imports @oclif/core, whose home is commands and src/cli',
    ],
    ['src/cli/main.ts', "import 'listr2'", 'src/cli/main.ts imports listr2, whose home is src/workflow'],
    [
      'commands/up.ts',
      "export const load = () => import('execa')",
      'commands/up.ts imports execa, whose home is src/process',
    ],
    [
      'src/workflows/scale.ts',
      "import 'cli-table3'",
      'src/workflows/scale.ts imports cli-table3, whose home is src/printers',
    ],
  ])('sees a forbidden import planted in %s: %s', async (file, line, found) => {
    expect(await findStrayImports(withImport(file, line))).toEqual([found])
  })
})

import {spawnSync} from 'node:child_process'
import {cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {Home, missing} from './home.ts'

const ROOT = join(import.meta.dirname, '../..')
const absent = missing('zsh', 'bash', 'fish', 'kubectl')
let home: Home
afterAll(() => home?.remove())

/** A clone as `npm ci` and `npm run build` leave it, with a Node.js of its own. */
const makeClone = (clone: string): void => {
  for (const name of ['bin', 'completions', 'dist', 'LICENSE', 'package.json', 'scripts'])
    cpSync(join(ROOT, name), join(clone, name), {recursive: true})
  mkdirSync(join(clone, 'node_modules/.bin'), {recursive: true})
  mkdirSync(join(clone, 'node_modules/node/bin'), {recursive: true})
  cpSync(process.execPath, join(clone, 'node_modules/node/bin/node'))
  writeFileSync(join(clone, 'node_modules/node/LICENSE'), 'the licence of Node.js')
  symlinkSync('../node/bin/node', join(clone, 'node_modules/.bin/node'))
}

describe.skipIf(absent)(`In a new home, once it is installed and the clone is deleted ${absent ?? ''}`, () => {
  beforeAll(() => {
    home = new Home({plugin: false})
    for (const shell of ['zsh', 'bash', 'fish'] as const) home.startFile(shell)
    makeClone(home.file('clone'))
    const installed = spawnSync(home.file('clone/scripts/install'), {cwd: home.path, env: home.env, encoding: 'utf8'})
    expect(installed).toMatchObject({status: 0})
    rmSync(home.file('clone'), {recursive: true})
  }, 60_000)

  test.each(['zsh', 'bash', 'fish'] as const)('a new %s runs kubectl kubia and completes k kubia', async shell => {
    const session = await home.shell(shell)
    await session.answers('kubectl kubia --version', 'kubectl-kubia v')
    await session.completes('k kubia dow', 'k kubia down ')
    await session.completes('kubectl kubia dow', 'kubectl kubia down ')
    await session.completes('kubectl-kubia dow', 'kubectl-kubia down ')
  })
})

import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {describe, expect, test} from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

describe('completions/', () => {
  test('is what the commands ask for (else: npm run completions)', () => {
    const check = spawnSync(process.execPath, [join(ROOT, 'scripts/completions.ts'), '--check'], {encoding: 'utf8'})
    expect(check, check.stderr).toMatchObject({status: 0})
  })
})

import {existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {beforeEach, describe, expect, test} from 'vitest'
import {quoteWord} from '../../src/text/quote-word.ts'
import {createSimMachine, mustEnd} from '../support/sim-machine.ts'

const SCRIPTS = join(import.meta.dirname, '../../scripts')
const {directory, kubia, run} = createSimMachine()
const prefix = join(directory, 'prefix')
const program = join(prefix, 'lib/kubectl-kubia')
const launcher = join(prefix, 'bin/kubectl-kubia')
const [INSTALLED, CHECKOUT] = [join(program, 'scripts/uninstall'), join(SCRIPTS, 'uninstall')]
/** What is printed has ROOT in place of the machine's folder. */
const PRINTED = 'ROOT/files/prefix'
const GONE = `${PRINTED}/bin/kubectl-kubia\n${PRINTED}/bin/kubectl_complete-kubia\n${PRINTED}/lib/kubectl-kubia\n`
const uninstall = (script: string, ...flags: string[]) => run(script, ['--no-shell', '--prefix', prefix, ...flags])
/** An engine of this machine may have clusters of others. */
const isThere = async (): Promise<boolean> =>
  (await mustEnd(kubia(['clusters', '-o', 'name']), 'clusters')).split('\n').includes('shop')

describe('scripts/uninstall where kubia has made clusters', () => {
  beforeEach(async () => {
    await mustEnd(run(join(SCRIPTS, 'install'), ['--no-shell', '--prefix', prefix]), 'install')
    await mustEnd(kubia(['up', 'shop', '--provider', 'sim']), 'up')
    return async () => void (await mustEnd(kubia(['down', 'shop', '--provider', 'sim']), 'down'))
  })

  test('deletes them with --clusters before it goes', async () => {
    expect(await uninstall(INSTALLED, '--clusters')).toMatchObject({code: 0, stdout: `shop\n${GONE}`})
    expect(await isThere()).toBe(false)
  })

  test('names them and says what deletes them, which works when the installation is gone', async () => {
    expect(await uninstall(CHECKOUT)).toEqual({
      code: 0,
      stdout: GONE,
      stderr: `These clusters stay: shop (simulated)\nTo delete them too:\n  ${quoteWord(CHECKOUT)} --clusters\n`,
    })
    expect(await run(CHECKOUT, ['--clusters', '--no-shell'])).toMatchObject({code: 0, stdout: 'shop\n'})
    expect(await isThere()).toBe(false)
  })

  test('takes nothing away where it is the last program that could delete them', async () => {
    expect(await uninstall(INSTALLED)).toMatchObject({
      code: 4,
      stdout: '',
      stderr: `error: clusters would be left without the program that deletes them: shop (simulated)
  fix: ${PRINTED}/lib/kubectl-kubia/scripts/uninstall --clusters
`,
    })
    expect(existsSync(launcher)).toBe(true)
  })

  test('keeps their records with --purge, since they prove whose the clusters are', async () => {
    expect(await uninstall(CHECKOUT, '--purge')).toEqual({
      code: 4,
      stdout: '',
      stderr: `error: clusters would be left without their records: shop (simulated)
  fix: ${quoteWord(CHECKOUT)} --clusters --purge
`,
    })
    expect(existsSync(launcher)).toBe(true)
    expect(await isThere()).toBe(true)
  })

  test('takes nothing away where they cannot be deleted', async () => {
    rmSync(join(program, 'dist'), {recursive: true})
    expect(await uninstall(INSTALLED, '--clusters')).toMatchObject({
      code: 7,
      stderr: 'error: clusters are left, so nothing was uninstalled\n',
    })
    expect(existsSync(launcher)).toBe(true)
  })
})

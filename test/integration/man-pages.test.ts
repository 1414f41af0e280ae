import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'

const MAN = join(import.meta.dirname, '../../dist/man')
const hasMandoc = spawnSync('sh', ['-c', 'command -v mandoc']).status === 0
const skip = !hasMandoc && process.env['KUBIA_MANDOC'] !== 'required'

/** What mandoc says of pages as a person sees them, without the bold of a terminal. */
const mandoc = (...args: string[]): string => {
  const {status, stdout, stderr, error} = spawnSync('mandoc', args, {encoding: 'utf8', cwd: MAN})
  if (error) throw error
  expect({status, stderr}).toEqual({status: 0, stderr: ''})
  return stdout.replaceAll(/.\u0008/g, '')
}

test('Every command and every group of commands has a man page, which package.json names', () => {
  const pages = readdirSync(MAN)
  for (const name of ['', '-up', '-deploy', '-config', '-config-print', '-alias-install', '-version'])
    expect(pages).toContain(`kubectl-kubia${name}.1`)
  const {man} = JSON.parse(readFileSync(join(MAN, '../../package.json'), 'utf8'))
  expect(man).toEqual(pages.toSorted().map(page => `./dist/man/${page}`))
  expect(pages.filter(page => !/^kubectl-kubia(?:-[a-z]+)*\.1$/.test(page))).toEqual([])
})

test.skipIf(skip)('mandoc finds nothing wrong with any man page', () => {
  expect(mandoc('-T', 'lint', ...readdirSync(MAN))).toBe('')
})

test.skipIf(skip)('The man page of scale is this very text', async () => {
  const text = mandoc('-T', 'ascii', '-O', 'width=80', 'kubectl-kubia-scale.1')
  await expect(text.replaceAll(/\d{4}-\d\d-\d\d/g, '2026-01-01')).toMatchFileSnapshot('man-pages/scale.txt')
})

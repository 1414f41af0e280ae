import {execFile} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest'

const script = join(import.meta.dirname, '..', '..', 'scripts', 'ci-summary.ts')
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ci-summary-'))
})
afterEach(() => rmSync(directory, {recursive: true}))

const summarize = async (...steps: string[]): Promise<{code: number; output: string}> =>
  await new Promise(resolve => {
    const child = execFile(process.execPath, [script, directory, ...steps], (_error, output) =>
      resolve({code: child.exitCode ?? -1, output}),
    )
  })

const report = (suite: string, content: object): void =>
  writeFileSync(join(directory, `${suite}.json`), JSON.stringify(content))

test('The counts of all suites and steps are added up', async () => {
  report('unit', {numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, testResults: []})
  report('e2e', {numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, testResults: []})
  expect(await summarize('4', '0')).toEqual({
    code: 0,
    output: 'e2e: 2 passed, 0 failed, 0 skipped\nunit: 3 passed, 0 failed, 1 skipped\n9 passed, 0 failed\n',
  })
})

test('Each failed test is named with its message, before the counts', async () => {
  report('unit', {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    testResults: [
      {
        name: '/somewhere/test/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          {status: 'passed', fullName: 'Words are counted', failureMessages: []},
          {
            status: 'failed',
            fullName: 'Words are quoted',
            failureMessages: ['\u001b[31mAssertionError: expected 1 to be 2\u001b[39m\nat a'],
          },
        ],
      },
      {name: '/somewhere/test/b.test.ts', status: 'failed', message: 'Cannot find module', assertionResults: []},
    ],
  })
  expect(await summarize('1', '1')).toEqual({
    code: 1,
    output: [
      '',
      'FAILED unit: a.test.ts > Words are quoted',
      '    AssertionError: expected 1 to be 2',
      '    at a',
      '',
      'FAILED unit: b.test.ts',
      '    Cannot find module',
      'unit: 1 passed, 1 failed, 0 skipped',
      '2 passed, 2 failed',
      '',
    ].join('\n'),
  })
})

test('A hook that fails is named with its message, beside the tests that it skips', {timeout: 60_000}, async () => {
  const vitest = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'vitest')
  const reporter = join(import.meta.dirname, '..', 'support', 'json-report.ts')
  const tests = mkdtempSync(join(tmpdir(), 'ci-summary-tests-'))
  onTestFinished(() => rmSync(tests, {recursive: true}))
  writeFileSync(
    join(tests, 'a.test.ts'),
    `import {beforeAll, describe, test} from ${JSON.stringify(import.meta.resolve('vitest'))}
     describe('a cluster', () => {
       beforeAll(() => { throw new Error('no cluster came up') })
       test('answers', () => {})
     })
     test('Words are counted', () => {})`,
  )
  const args = ['run', '--root', tests, '--reporter', reporter]
  await new Promise<void>(resolve => {
    const report = `--outputFile.json=${join(directory, 'unit.json')}`
    execFile(process.execPath, [vitest, ...args, report], {cwd: tests}, () => resolve())
  })
  const {code, output} = await summarize('1', '1')
  expect(code).toBe(1)
  const [blank, title, cause, ...rest] = output.split('\n')
  expect([blank, title, cause, ...rest.slice(-3)]).toEqual([
    '',
    'FAILED unit: a.test.ts',
    '    a cluster: Error: no cluster came up',
    'unit: 1 passed, 0 failed, 1 skipped',
    '2 passed, 1 failed',
    '',
  ])
})

// Adds up vitest's JSON reports and the steps of a CI run: ci-summary.ts DIR STEPS_PASSED STEPS_FAILED
// Names every failed test with its message, since a log that is kept is often only its end. Prints
// `N passed, N failed` last. A suite whose report is missing counts through its failed step.
import {readdirSync, readFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {stripVTControlCharacters} from 'node:util'

interface TestFile {
  name: string
  status: string
  /** What went wrong outside of the tests: the file could not be loaded, or a hook failed. */
  message: string
  assertionResults: {status: string; fullName: string; failureMessages: string[] | null}[]
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: TestFile[]
}

/** The lines of a message that are shown: enough for an assertion and what differs. */
const MESSAGE_LINES = 30

const indented = (message: string): string =>
  stripVTControlCharacters(message)
    .split('\n')
    .slice(0, MESSAGE_LINES)
    .map(line => `    ${line}`)
    .join('\n')

const failuresOf = ({name, status, message, assertionResults}: TestFile): string[] => {
  const tests = assertionResults.filter(test => test.status === 'failed')
  const outside = message !== '' || (status === 'failed' && tests.length === 0)
  return [
    ...(outside ? [`${basename(name)}\n${indented(message)}`] : []),
    ...tests.map(
      ({fullName, failureMessages}) =>
        `${basename(name)} > ${fullName}\n${(failureMessages ?? []).map(indented).join('\n')}`,
    ),
  ]
}

const [directory = '', stepsPassed = '0', stepsFailed = '0'] = process.argv.slice(2)
const reports = readdirSync(directory)
  .sort()
  .map(file => ({
    suite: basename(file, '.json'),
    report: JSON.parse(readFileSync(join(directory, file), 'utf8')) as Report,
  }))
for (const {suite, report} of reports)
  for (const failure of report.testResults.flatMap(failuresOf)) console.log(`\nFAILED ${suite}: ${failure}`)

let passed = Number(stepsPassed)
let failed = Number(stepsFailed)
for (const {suite, report} of reports) {
  console.log(
    `${suite}: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped`,
  )
  passed += report.numPassedTests
  failed += report.numFailedTests
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

// Adds up vitest's JSON reports and the steps of a CI run: ci-summary.ts DIR STEPS_PASSED STEPS_FAILED
// Prints `N passed, N failed` last. A suite whose report is missing counts through its failed step.
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
  numPendingTests: number
}

const [directory = '', stepsPassed = '0', stepsFailed = '0'] = process.argv.slice(2)
let passed = Number(stepsPassed)
let failed = Number(stepsFailed)
for (const file of readdirSync(directory).sort()) {
  const report = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Report
  console.log(
    `${file.replace('.json', '')}: ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped`,
  )
  passed += report.numPassedTests
  failed += report.numFailedTests
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

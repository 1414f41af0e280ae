import type {Reporter, TestCase} from 'vitest/node'

/** Says which tests passed only when they were tried once more, and why: each of them is a bug to be found. */
export default class RetryReporter implements Reporter {
  readonly #retried: string[] = []

  onTestCaseResult(test: TestCase): void {
    if ((test.diagnostic()?.retryCount ?? 0) === 0) return
    const {state, errors} = test.result()
    const [why = ''] = errors?.[0]?.message.split('\n') ?? []
    this.#retried.push(`${test.fullName}: ${state}, after ${why}`)
  }

  onTestRunEnd(): void {
    if (this.#retried.length === 0) console.log('\nNo test had to be tried once more.')
    else console.log(`\nTried once more:\n${this.#retried.map(line => `  ${line}`).join('\n')}`)
  }
}

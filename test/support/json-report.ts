import {readFileSync, writeFileSync} from 'node:fs'
import {JsonReporter, type TestModule} from 'vitest/node'

/**
 * vitest's JSON report (`--outputFile.json=FILE`) with what went wrong in hooks: vitest itself names the tests that such
 * a hook skips, and not why.
 */
export default class JsonReport extends JsonReporter {
  override async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    await super.onTestRunEnd(modules)
    const {outputFile} = this.ctx.config
    if (typeof outputFile !== 'object' || outputFile['json'] === undefined) return
    const report = JSON.parse(readFileSync(outputFile['json'], 'utf8'))
    for (const file of report.testResults) {
      const suites = modules.find(({moduleId}) => moduleId === file.name)?.children.allSuites() ?? []
      const errors = [...suites].flatMap(suite =>
        suite.errors().map(error => `${suite.fullName}: ${error.stack || error.message}`),
      )
      file.message = [file.message, ...errors].filter(Boolean).join('\n')
    }
    writeFileSync(outputFile['json'], JSON.stringify(report))
  }
}

import {expect, test, vi} from 'vitest'
import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {chooseSymbols, createPaint} from '../../src/printers/style.ts'
import {createTtyReporter} from '../../src/workflow/reporters/tty.ts'
import {createScreen} from '../support/screen.ts'

test('An answer begins at the beginning of a line, also while a look-up beside the work is waited for', async () => {
  const screen = createScreen(80)
  class Answering extends KubiaCommand {
    protected override reporter = createTtyReporter(
      screen,
      chooseSymbols({LANG: 'C.UTF-8'}),
      createPaint({isTTY: true}, {NO_COLOR: '1'}),
    )

    override async run(): Promise<void> {
      this.reporter.wait({what: 'docker', since: performance.now() - 3900})
      this.print('deployment.apps/d configured')
    }
  }
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    screen.write(String(text))
    return true
  })
  try {
    await new Answering('deploy', [], {bin: 'kubectl kubia', name: 'kubectl-kubia', version: '0', root: '/'}).execute()
  } finally {
    stdout.mockRestore()
  }
  expect(await screen.lines()).toEqual(['deployment.apps/d configured'])
})

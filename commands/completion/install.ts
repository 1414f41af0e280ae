import {dryRunFlags} from '../../src/cli/flags.ts'
import {ShellCommand} from '../../src/cli/shell-command.ts'
import {shellFlag, startFileFlag} from '../../src/cli/shell-flags.ts'
import {chooseShells, setCompletion} from '../../src/shell/integrate.ts'

export default class CompletionInstall extends ShellCommand {
  static override summary = 'set up completion of `kubectl kubia`, `kubectl` and `kubectl-kubia` in zsh, bash and fish'
  static override examples = [
    '<%= config.bin %> completion install',
    '<%= config.bin %> completion install --shell zsh',
  ]
  static override flags = {...shellFlag, ...startFileFlag, ...dryRunFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(CompletionInstall)
    const outcomes = await this.integrate(flags, chooseShells(flags.shell), setCompletion(true))
    this.ensureCompleter(flags['dry-run'])
    this.adviseRestart(outcomes)
  }
}

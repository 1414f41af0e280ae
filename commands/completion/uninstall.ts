import {dryRunFlags} from '../../src/cli/flags.ts'
import {ShellCommand} from '../../src/cli/shell-command.ts'
import {shellFlag, startFileFlag} from '../../src/cli/shell-flags.ts'
import {setCompletion, shellsToClear} from '../../src/shell/integrate.ts'

export default class CompletionUninstall extends ShellCommand {
  static override summary = 'take the completion away, and give the start-up files back as they were'
  static override examples = [
    '<%= config.bin %> completion uninstall',
    '<%= config.bin %> completion uninstall --shell zsh',
  ]
  static override flags = {...shellFlag, ...startFileFlag, ...dryRunFlags}

  async run(): Promise<void> {
    const {flags} = await this.parse(CompletionUninstall)
    await this.integrate(flags, shellsToClear(flags.shell), setCompletion(false))
    this.dropCompleter(flags['dry-run'])
  }
}

import {printAliasStatus} from '../../src/cli/alias-status.ts'
import {outputFlag} from '../../src/cli/flags.ts'
import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {Flags} from '../../src/cli/oclif.ts'
import {shellFlag} from '../../src/cli/shell-flags.ts'
import {widthOf} from '../../src/printers/style.ts'
import {checkAliasName, chooseShells} from '../../src/shell/integrate.ts'
import {aliasStatus, namesToTell} from '../../src/shell/status.ts'

export default class AliasStatus extends KubiaCommand {
  static override summary = 'show what `k` is in each shell'
  static override description = 'Each shell is started as you would start it, with all of your own set-up, and asked.'
  static override examples = ['<%= config.bin %> alias status', '<%= config.bin %> alias status --name kc -o json']
  static override flags = {
    name: Flags.string({
      helpValue: 'NAME',
      description: 'the name that is asked for; default is each that is installed, or k',
    }),
    ...shellFlag,
    ...outputFlag(['json', 'yaml'] as const),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AliasStatus)
    const run = this.begin(flags)
    const shells = chooseShells(flags.shell)
    const names = flags.name === undefined ? namesToTell(shells) : [checkAliasName(flags.name)]
    const rows = await aliasStatus(run.exec, shells, names)
    this.print(printAliasStatus(rows, flags.output as 'json' | 'yaml' | undefined, widthOf(process.stdout)))
  }
}

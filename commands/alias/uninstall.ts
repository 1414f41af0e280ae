import {dryRunFlags} from '../../src/cli/flags.ts'
import {Flags} from '../../src/cli/oclif.ts'
import {ShellCommand} from '../../src/cli/shell-command.ts'
import {shellFlag, startFileFlag} from '../../src/cli/shell-flags.ts'
import {dropAlias, dropAll, shellsToClear} from '../../src/shell/integrate.ts'

export default class AliasUninstall extends ShellCommand {
  static override summary = 'take the alias away, and give the start-up files back as they were'
  static override examples = ['<%= config.bin %> alias uninstall', '<%= config.bin %> alias uninstall --shell bash']
  static override flags = {
    name: Flags.string({helpValue: 'NAME', description: 'only if the alias has this name'}),
    all: Flags.boolean({
      exclusive: ['name'],
      description: 'all that kubia put into the shells: alias, completion, and folder on PATH',
    }),
    ...shellFlag,
    ...startFileFlag,
    ...dryRunFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AliasUninstall)
    const decide = flags.all ? dropAll : dropAlias(flags.name)
    await this.integrate(flags, shellsToClear(flags.shell), decide)
    this.dropCompleter(flags['dry-run'])
  }
}

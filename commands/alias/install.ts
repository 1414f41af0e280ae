import {dryRunFlags} from '../../src/cli/flags.ts'
import {Flags} from '../../src/cli/oclif.ts'
import {ShellCommand} from '../../src/cli/shell-command.ts'
import {shellFlag, startFileFlag} from '../../src/cli/shell-flags.ts'
import {addAlias, checkAliasName, checkPathFolder, chooseShells} from '../../src/shell/integrate.ts'

export default class AliasInstall extends ShellCommand {
  static override summary = 'let `k` stand for kubectl, completed as kubectl is, in zsh, bash and fish'
  static override description =
    'The start-up file gets one block that reads a file of kubia’s; a copy of it as it was is kept. A `k` that exists is respected. `alias uninstall` gives back the very bytes.'
  static override examples = [
    '<%= config.bin %> alias install',
    '<%= config.bin %> alias install --shell zsh --name kc',
    '<%= config.bin %> alias install --dry-run',
  ]
  static override flags = {
    name: Flags.string({default: 'k', helpValue: 'NAME', description: 'the name that stands for kubectl'}),
    completion: Flags.boolean({description: 'set up completion of `kubectl-kubia` too, as completion install does'}),
    path: Flags.string({helpValue: 'DIR', description: 'put this folder on PATH too, in shells where it is not there'}),
    ...shellFlag,
    ...startFileFlag,
    ...dryRunFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(AliasInstall)
    const also = {
      ...(flags.completion ? {completion: true} : {}),
      ...(flags.path === undefined ? {} : {path: checkPathFolder(flags.path)}),
    }
    const outcomes = await this.integrate(flags, chooseShells(flags.shell), addAlias(checkAliasName(flags.name), also))
    this.ensureCompleter(flags['dry-run'])
    this.adviseRestart(outcomes)
  }
}

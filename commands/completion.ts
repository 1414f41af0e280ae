import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args} from '../src/cli/oclif.ts'
import {readCompletion} from '../src/shell/assets.ts'
import {SHELL_NAMES, shellNamed} from '../src/shell/shells.ts'

export default class Completion extends KubiaCommand {
  static override summary = 'print the completion of `kubectl-kubia` itself for zsh, bash or fish'
  static override description =
    '`kubectl kubia <TAB>` needs none of it: kubectl asks kubectl_complete-kubia. `completion install` sets up both.'
  static override examples = [
    'source <(<%= config.bin %> completion zsh)',
    '<%= config.bin %> completion fish | source',
    '<%= config.bin %> completion install',
  ]
  static override args = {
    shell: Args.string({
      description: SHELL_NAMES.join(', '),
      options: [...SHELL_NAMES],
      required: true,
      ignoreStdin: true,
    }),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Completion)
    this.begin(flags)
    this.print(readCompletion(this.config.root, shellNamed(args.shell).directCompletion))
  }
}

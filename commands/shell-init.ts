import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {readBody, readCompletion} from '../src/shell/assets.ts'
import {checkAliasName} from '../src/shell/integrate.ts'
import {SHELL_NAMES, shellNamed} from '../src/shell/shells.ts'

export default class ShellInit extends KubiaCommand {
  static override summary = 'print what a shell reads at its start: the alias and the completion'
  static override description =
    'For those who keep their start-up files themselves. `alias install` writes the same into a file, which costs the shell no process at its start.'
  static override examples = [
    'eval "$(<%= config.bin %> shell-init zsh)"',
    '<%= config.bin %> shell-init bash > ~/.config/kubia.bash',
    '<%= config.bin %> shell-init fish | source',
  ]
  static override args = {
    shell: Args.string({
      description: SHELL_NAMES.join(', '),
      options: [...SHELL_NAMES],
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    name: Flags.string({default: 'k', helpValue: 'NAME', description: 'the name that stands for kubectl'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ShellInit)
    this.begin(flags)
    const {config} = this
    this.print(
      shellNamed(args.shell).init(checkAliasName(flags.name), {
        body: readBody(config.root),
        completion: name => readCompletion(config.root, name),
      }),
    )
  }
}

import {outputFlag} from '../../src/cli/flags.ts'
import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {Args} from '../../src/cli/oclif.ts'
import {parseConfigFile} from '../../src/cli/read-cluster-spec.ts'
import {EXIT} from '../../src/errors/catalogue.ts'
import {printValue} from '../../src/printers/output.ts'
import {printProblems} from '../../src/printers/problems.ts'
import {widthOf} from '../../src/printers/style.ts'

export default class ConfigValidate extends KubiaCommand {
  static override summary = 'find everything that is wrong with a kind config, without running kind'
  static override examples = [
    '<%= config.bin %> config validate kind.yaml',
    '<%= config.bin %> config print | <%= config.bin %> config validate -',
  ]
  static override args = {
    file: Args.string({description: 'the config, or - for standard input', required: true, ignoreStdin: true}),
  }
  static override flags = outputFlag(['json', 'yaml'] as const)

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigValidate)
    const run = this.begin(flags)
    const {problems} = await parseConfigFile(run, args.file)
    const told = problems.map(({isChecked: _, ...problem}) => problem)
    if (flags.output !== undefined) this.print(printValue(told, flags.output as 'json' | 'yaml'))
    else this.print(problems.length === 0 ? `${args.file} is valid` : printProblems(problems, widthOf(process.stdout)))
    if (problems.some(({level}) => level === 'error')) process.exitCode = EXIT.usage
  }
}

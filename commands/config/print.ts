import {configFlag, outputFlag} from '../../src/cli/flags.ts'
import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {Args} from '../../src/cli/oclif.ts'
import {readClusterSpec} from '../../src/cli/read-cluster-spec.ts'
import {shapeFlags} from '../../src/cli/shape-flags.ts'
import {makingOf} from '../../src/cluster/providers/making.ts'
import {printPlan} from '../../src/printers/up.ts'

export default class ConfigPrint extends KubiaCommand {
  static override summary = 'print the kind config that `up` would use'
  static override examples = ['<%= config.bin %> config print --workers 3 > kind.yaml']
  static override args = {
    name: Args.string({
      description: "the cluster's name; default is KIND_CLUSTER_NAME, the config's, or kubia",
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...shapeFlags,
    ...configFlag,
    ...outputFlag(['yaml', 'json'] as const),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigPrint)
    const run = this.begin(flags)
    const spec = await readClusterSpec(run, args.name, flags, line => this.reporter.note(line))
    const {text} = await makingOf(spec.provider).plan(run.exec, spec)
    this.print(printPlan(flags.output ?? 'yaml', {name: spec.name, config: text, script: ''}))
  }
}

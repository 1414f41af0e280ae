import {Args, Flags} from '@oclif/core'
import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {readClusterSpec} from '../../src/cli/read-cluster-spec.ts'
import {plannedVersionImage} from '../../src/cluster/providers/kind/version-image.ts'
import {clusterConfig} from '../../src/project/cluster-config.ts'
import Up from '../up.ts'

export default class ConfigPrint extends KubiaCommand {
  static override summary = 'print the kind config that `up` would use'
  static override examples = ['<%= config.bin %> config print --workers 3 > kind.yaml']
  static override args = {name: Args.string({description: "the cluster's name", ignoreStdin: true})}
  static override flags = {
    workers: Up.flags.workers,
    'control-planes': Up.flags['control-planes'],
    'kubernetes-version': Up.flags['kubernetes-version'],
    image: Up.flags.image,
    config: Up.flags.config,
    publish: Flags.string({...Up.flags.publish, multiple: true, multipleNonGreedy: true}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigPrint)
    const run = this.begin(flags)
    const spec = await readClusterSpec(run, args.name, flags, line => this.reporter.note(line))
    this.print(clusterConfig(spec, await plannedVersionImage(run.exec, spec.flags.kubernetesVersion)))
  }
}

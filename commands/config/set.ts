import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {Args} from '../../src/cli/oclif.ts'
import {settingKey} from '../../src/cli/setting-args.ts'
import {writeSetting} from '../../src/cluster/settings.ts'

export default class ConfigSet extends KubiaCommand {
  static override summary = 'keep a default for later runs, such as what makes clusters'
  static override examples = ['<%= config.bin %> config set provider sim']
  static override args = {
    key: settingKey,
    value: Args.string({description: 'its value: kind or sim', required: true, ignoreStdin: true}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigSet)
    this.begin(flags)
    writeSetting(args.key, args.value)
  }
}

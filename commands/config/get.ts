import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {settingKey} from '../../src/cli/setting-args.ts'
import {readSetting} from '../../src/cluster/settings.ts'

export default class ConfigGet extends KubiaCommand {
  static override summary = 'print a default: of the environment, else what was set, else what is meant without'
  static override examples = ['<%= config.bin %> config get provider']
  static override args = {key: settingKey}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigGet)
    this.begin(flags)
    this.print(readSetting(args.key).value)
  }
}

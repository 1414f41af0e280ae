import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {settingKey} from '../../src/cli/setting-args.ts'
import {removeSetting} from '../../src/cluster/settings.ts'

export default class ConfigUnset extends KubiaCommand {
  static override summary = 'forget a default that was set'
  static override examples = ['<%= config.bin %> config unset provider']
  static override args = {key: settingKey}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigUnset)
    this.begin(flags)
    removeSetting(args.key)
  }
}

import {Args} from '@oclif/core'
import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {removeSetting} from '../../src/cluster/settings.ts'

export default class ConfigUnset extends KubiaCommand {
  static override summary = 'forget a default that was set'
  static override examples = ['<%= config.bin %> config unset provider']
  static override args = {key: Args.string({description: 'the setting: provider', required: true, ignoreStdin: true})}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(ConfigUnset)
    this.begin(flags)
    removeSetting(args.key)
  }
}

import {KubiaCommand} from '../../src/cli/kubia-command.ts'
import {readSetting, SETTINGS} from '../../src/cluster/settings.ts'
import {printSmallTable} from '../../src/printers/small-table.ts'
import {widthOf} from '../../src/printers/style.ts'

export default class ConfigList extends KubiaCommand {
  static override summary = 'list all defaults, and what says so: the environment, config set, or nobody'
  static override examples = ['<%= config.bin %> config list']

  async run(): Promise<void> {
    const {flags} = await this.parse(ConfigList)
    this.begin(flags)
    const rows = Object.keys(SETTINGS).map(key => readSetting(key))
    this.print(
      printSmallTable(
        ['KEY', 'VALUE', 'FROM'],
        rows.map(({key, value, from}) => [key, value, from]),
        {width: widthOf(process.stdout)},
      ),
    )
  }
}

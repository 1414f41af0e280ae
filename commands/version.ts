import {KubiaCommand} from '../src/cli/kubia-command.ts'

export default class Version extends KubiaCommand {
  static override summary = 'print the version of kubia'
  static override examples = ['<%= config.bin %> version']

  async run(): Promise<void> {
    await this.parse(Version)
    this.print(`${this.config.name} v${this.config.version}`)
  }
}

import {exitAsEnded} from '../src/cli/exit-as-ended.ts'
import {timeoutFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {readService} from '../src/cli/read-service.ts'
import {describeLook, placeFlags, placeOf} from '../src/cli/workload.ts'
import {browserCommands} from '../src/expose/browser.ts'
import {forward, open} from '../src/workflows/open/open.ts'

export default class Open extends KubiaCommand {
  static override summary = 'open the URL of a service that answers from this machine'
  static override description =
    'Asks what may answer (a published port, the load balancer’s or tunnel’s address, a node’s port) and opens the first that does in a browser, when run in a terminal with a screen. Where none does, a port of 127.0.0.1 is forwarded to the ready pods until Ctrl-C, over restarts of the pods. --print prints the URL and never forwards.'
  static override examples = [
    '<%= config.bin %> open',
    '<%= config.bin %> open kubia-http',
    'curl "$(<%= config.bin %> open kubia-http --print)"',
  ]
  static override args = {
    service: Args.string({description: 'the service’s name; default is the only one', ignoreStdin: true}),
  }
  static override flags = {
    print: Flags.boolean({description: 'print the URL, and nothing else'}),
    ...placeFlags,
    ...timeoutFlag('1m'),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Open)
    const name = readService(args.service, 'open')
    const run = this.begin({...flags, progress: flags.print ? 'answer' : 'auto'})
    const place = this.workAt(await placeOf(run, this.reporter, flags, describeLook))
    const browser = (url: string) => (process.stdout.isTTY ? browserCommands(url) : [])
    const opened = await this.runWorkflow(flow => open(flow, {place, name, print: flags.print, browser}), run)
    if (opened.url !== undefined) return this.print(opened.url)
    await forward(run, {place, browser}, opened, {
      url: url => this.print(url),
      say: line => this.reporter.say(line),
      note: line => this.reporter.note(line),
    })
    exitAsEnded(run.signal)
  }
}

import {exitAsEnded} from '../src/cli/exit-as-ended.ts'
import {outputFlag, timeoutFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {readService} from '../src/cli/read-service.ts'
import {describeLook, placeFlags, placeOf} from '../src/cli/workload.ts'
import {browserCommands} from '../src/expose/browser.ts'
import {printOpened} from '../src/printers/open.ts'
import {forward, open} from '../src/workflows/open/open.ts'

export default class Open extends KubiaCommand {
  static override summary = 'open the URL of a service or an ingress that answers from this machine'
  static override description =
    'Asks what may answer (a published port, the load balancer’s or tunnel’s address, a node’s port) and opens the first that does in a browser, when run in a terminal with a screen. Where none does, a port of 127.0.0.1 is forwarded to the ready pods until Ctrl-C, over restarts of the pods. --print prints the URL, -o json and -o yaml print it in an object; they never forward. ingress/NAME is asked at its own address, and opened where the host of a rule leads there from this machine; else the line that asks it all the same is printed, and the exit code is 3.'
  static override examples = [
    '<%= config.bin %> open',
    '<%= config.bin %> open kubia-http',
    '<%= config.bin %> open ingress/shop',
    'curl "$(<%= config.bin %> open kubia-http --print)"',
  ]
  static override args = {
    service: Args.string({
      description: 'the service’s name, or ingress/NAME; default is the only service',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    print: Flags.boolean({description: 'print the URL, and nothing else'}),
    ...placeFlags,
    ...timeoutFlag('1m'),
    ...outputFlag(['json', 'yaml'] as const),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Open)
    const asked = readService(args.service, 'open')
    const print = flags.print || flags.output !== undefined
    const run = this.begin({...flags, progress: print ? 'answer' : 'auto'})
    const place = this.workAt(await placeOf(run, this.reporter, flags, describeLook))
    const browser = (url: string) => (process.stdout.isTTY ? browserCommands(url) : [])
    const opened = await this.runWorkflow(flow => open(flow, {place, ...asked, print, browser}), run)
    const {url} = opened
    if (url !== undefined && flags.output !== undefined)
      return this.print(printOpened({...opened, url}, flags.output as 'json' | 'yaml'))
    if (url !== undefined) return this.print(url)
    await forward(run, {place, browser}, opened, {
      url: at => this.print(at),
      say: line => this.reporter.say(line),
      note: line => this.reporter.note(line),
    })
    exitAsEnded(run.signal)
  }
}

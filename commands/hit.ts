import {inGroup} from '../src/cli/flag-groups.ts'
import {outputFlag, progressFlags, timeoutFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {readBy, readCounts, splitN} from '../src/cli/read-hit.ts'
import {readService} from '../src/cli/read-service.ts'
import {describeLook, placeFlags, placeOf} from '../src/cli/workload.ts'
import {type HitFormat, printHit, printHitObject} from '../src/printers/hit.ts'
import {chooseSymbols, createPaint} from '../src/printers/style.ts'
import {failureOfHit, hitService} from '../src/workflows/hit.ts'

export default class Hit extends KubiaCommand {
  static override summary = 'send requests to a service or an ingress, and show who answers'
  static override description =
    'Each request is a GET over a connection of its own, with 2 s for its answer, so that a service that balances sends it to any of its pods. Answers are told apart by the first line of their body, and shown as pods where they name one. A request without an answer is lost; where one was, the exit code is 6. ingress/NAME is asked at its own address for the host of a rule, whatever leads there. -n is a number here; with a name it is the namespace, as everywhere.'
  static override examples = [
    '<%= config.bin %> hit kubia-http',
    '<%= config.bin %> hit kubia-http -n 500 -c 8',
    '<%= config.bin %> hit web --by status',
    '<%= config.bin %> hit ingress/shop',
    '<%= config.bin %> hit web --by header:server -o json',
  ]
  static override args = {
    service: Args.string({
      description: 'the service’s name, or ingress/NAME; default is the only service',
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...placeFlags,
    ...inGroup('place', {
      namespace: Flags.string({helpValue: 'NAME', description: "the namespace; default is the context's"}),
    }),
    requests: Flags.string({
      char: 'n',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'N',
      description: 'how many requests are sent (default 50)',
    }),
    concurrency: Flags.string({
      char: 'c',
      default: '1',
      helpValue: 'N',
      description: 'how many requests are under way at once',
    }),
    by: Flags.string({
      default: 'body',
      helpValue: 'WHAT',
      description: 'what tells answers apart: body, status or header:NAME',
    }),
    ...timeoutFlag('5m'),
    ...outputFlag(['json', 'yaml'] as const),
    ...progressFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Hit)
    const {requests = '50', namespace} = splitN(flags.requests)
    const counts = readCounts(requests, flags.concurrency)
    const by = readBy(flags.by)
    const asked = readService(args.service, 'hit')
    const run = this.begin(flags)
    const place = this.workAt(
      await placeOf(run, this.reporter, {...flags, namespace: flags.namespace ?? namespace}, describeLook),
    )
    const hit = await this.runWorkflow(flow => hitService(flow, {place, ...asked, by, ...counts}), run)
    const {stdout} = process
    if (flags.output !== undefined) this.print(printHitObject(hit, flags.output as HitFormat))
    else this.printStyled(printHit(hit, chooseSymbols(), createPaint(stdout), stdout.columns || 100))
    if (hit.headers && typeof by === 'object')
      this.reporter.note(`warning: no answer has a header ${by.header}; they have ${hit.headers.join(', ')}`)
    const failure = failureOfHit(place, hit)
    if (failure) throw failure
  }
}

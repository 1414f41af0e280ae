import {Args, Flags} from '@oclif/core'
import {kubiaAt, type Place} from '../src/api-server/objects.ts'
import {timeoutFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {placeFlags, placeOf} from '../src/cli/workload.ts'
import {KubiaError, usageError} from '../src/errors/kubia-error.ts'
import {browserCommands, openBrowser} from '../src/expose/browser.ts'
import {forwardService} from '../src/expose/forward-service.ts'
import type {Service} from '../src/kubernetes/types.ts'
import type {Run} from '../src/process/run.ts'
import {chooseService, findOpenUrl, portOf} from '../src/workflows/open.ts'

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
    const name = readService(args.service)
    const run = this.begin({...flags, progress: flags.print ? 'answer' : 'plain'})
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const service = await chooseService(run, place, name)
    portOf(service)
    const {url, text, lasting} = await findOpenUrl(run, place, service, () => {})
    if (url !== undefined) {
      this.print(url)
      if (!flags.print) await this.#show(run, url, text)
      if (lasting) this.reporter.say(lasting)
      return
    }
    if (flags.print)
      throw new KubiaError('NO_URL', `service ${service.metadata.name} has no URL on this machine: ${text}`, {
        fix: [
          kubiaAt(place, ['open', service.metadata.name], {comment: 'forwards a port to it until Ctrl-C'}),
          ...(service.spec.type === 'LoadBalancer'
            ? [kubiaAt(place, ['tunnel'], {comment: 'in another terminal', namespaced: false})]
            : []),
        ],
      })
    await this.#forward(run, place, service, text, lasting)
  }

  async #show(run: Run, url: string, text: string): Promise<void> {
    const commands = process.stdout.isTTY ? browserCommands(url) : []
    const shown = commands.length > 0 && (await openBrowser(run.exec, commands))
    this.reporter.say(`${shown ? 'Opened in the browser: ' : ''}${text}`)
  }

  /** Forwards until it is interrupted: the limit of time is for finding the way. */
  async #forward(run: Run, place: Place, service: Service, text: string, lasting: string | undefined): Promise<void> {
    run.signal.throwIfAborted()
    run.cancellation.renew()
    const port = portOf(service)
    this.reporter.say(`Nothing else answers from here (${text}), so a port is forwarded until Ctrl-C`)
    if (lasting) this.reporter.say(lasting)
    await forwardService(run, {
      place,
      service,
      port,
      onListen: url => {
        this.print(url)
        this.#show(run, url, `forwarded to service ${service.metadata.name}`).catch(error => {
          if (!run.signal.aborted) this.reporter.note(`not opened: ${(error as Error).message}`)
        })
      },
      note: line => this.reporter.note(line),
    })
    const {reason} = run.signal
    if (run.signal.aborted && reason instanceof KubiaError) process.exitCode = reason.exit
  }
}

/** A service's name, also as `service/NAME`. @throws KubiaError USAGE for another kind */
const readService = (word: string | undefined): string | undefined => {
  const name = word?.replace(/^(?:services?|svc)\//, '')
  if (name?.includes('/'))
    throw usageError(`${word} is no service: open takes a service's name, as kubectl get services lists it`)
  return name
}

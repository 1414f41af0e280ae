import {kubiaAt, type Place} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {openBrowser} from '../../expose/browser.ts'
import {forwardService} from '../../expose/forward-service.ts'
import type {Service} from '../../kubernetes/types.ts'
import type {Line} from '../../printers/advice.ts'
import type {Command} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import {type Done, done} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {portOf} from './find-service.ts'
import {type LocateOptions, locate} from './locate.ts'
import type {LocatedService} from './located.ts'

export interface OpenOptions extends LocateOptions {
  /** True: only a URL that answers will do, and it is not opened. */
  print: boolean
  /** The commands that may open a URL in a browser; none where nobody would see it. */
  browser: (url: string) => readonly Command[]
}

/** Opens a URL in a browser. One that cannot be opened is printed all the same. */
export const showUrl = async (exec: Run['exec'], commands: readonly Command[]): Promise<Done<undefined>> =>
  done((await openBrowser(exec, commands)) ? '' : 'no browser opens it')

/** The failure of `--print` where only a forwarded port would answer. */
const noUrl = (place: Place, {metadata, spec}: Service, tried: string): KubiaError =>
  new KubiaError('NO_URL', `service ${metadata.name} has no URL on this machine: ${tried}`, {
    fix: [
      kubiaAt(place, ['open', metadata.name], {comment: 'forwards a port to it until Ctrl-C'}),
      ...(spec.type === 'LoadBalancer'
        ? [kubiaAt(place, ['tunnel'], {comment: 'in another terminal', namespaced: false})]
        : []),
    ],
  })

/**
 * Finds the URL at which a service answers from this machine, and opens it.
 * @throws KubiaError NO_URL where there is none and one is needed, and for an ingress whose host leads elsewhere
 */
export const open = async (flow: Workflow, options: OpenOptions): Promise<LocatedService> => {
  const {run} = flow
  const {place, print, browser} = options
  const found = await locate(flow, options, 'open')
  if (found.ingress?.failure) throw found.ingress.failure
  if (found.url === undefined && print) throw noUrl(place, found.service, found.text)
  const commands = found.url === undefined || print ? [] : browser(found.url)
  if (commands.length > 0) await flow.step('Open browser', () => showUrl(run.exec, commands))
  if (found.url !== undefined && found.lasting !== undefined) flow.say(found.lasting)
  return found
}

/** How a forwarded port speaks. */
export interface ForwardSays {
  /** Called once the port listens, with its URL. */
  url: (url: string) => void
  say: (line: Line) => void
  note: (line: string) => void
}

/** Forwards a port to a service that nothing else reaches, until the run is interrupted: it has no limit of time. */
export const forward = async (
  run: Pick<Run, 'exec' | 'signal' | 'cancellation'>,
  {place, browser}: Pick<OpenOptions, 'place' | 'browser'>,
  {service, text, lasting}: LocatedService,
  says: ForwardSays,
): Promise<void> => {
  run.signal.throwIfAborted()
  run.cancellation.renew()
  says.say(`Nothing else answers from here (${text}), so a port is forwarded until Ctrl-C`)
  if (lasting !== undefined) says.say(lasting)
  const show = async (url: string): Promise<void> => {
    const commands = browser(url)
    const isShown = commands.length > 0 && (await openBrowser(run.exec, commands))
    says.say(`${isShown ? 'Opened in the browser: ' : ''}forwarded to service ${service.metadata.name}`)
  }
  await forwardService(run, {
    place,
    service,
    port: portOf(service),
    onListen: url => {
      says.url(url)
      show(url).catch(error => {
        if (!run.signal.aborted) says.note(`not opened: ${(error as Error).message}`)
      })
    },
    note: says.note,
  })
}

import {getObject, kubiaAt, listIfAllowed, orNamed, type Place} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {REFUSAL_GRACE_MS} from '../../expose/find-url.ts'
import {type IngressUrl, ingressUrls} from '../../expose/ingress-urls.ts'
import {listName} from '../../kubernetes/kinds/index.ts'
import {ingress as ingressKind} from '../../kubernetes/kinds/ingress.ts'
import {resourceName} from '../../kubernetes/object-name.ts'
import {NO_ADDRESS} from '../../kubernetes/readiness.ts'
import type {Ingress, Service} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {waitForPods} from '../expose/reach-service.ts'
import {waitUntilReady} from '../wait-until-ready.ts'
import {askAnyway, askIngress, leadingFirst} from './ask-ingress.ts'
import type {LocatedService} from './located.ts'

const getIngress = (exec: Run['exec'], place: Place, name: string): Promise<Ingress | undefined> =>
  getObject<Ingress>(exec, place, resourceName(ingressKind), name)

/** @throws KubiaError NOT_FOUND, with the name that is near */
const findIngress = async ({exec}: Pick<Run, 'exec'>, place: Place, name: string, report: Report) => {
  report(`in namespace ${place.namespace}`)
  const found = await getIngress(exec, place, name)
  if (found) return done(`${name}: class ${found.spec.ingressClassName ?? '<none>'}`, found)
  const near = orNamed(name, await listIfAllowed(exec, place, [listName(ingressKind)]))
  throw new KubiaError('NOT_FOUND', `ingress "${name}" not found in namespace ${place.namespace}${near}`, {
    fix: [kubiaAt(place, ['status', 'ingress'], {comment: 'lists what there is'})],
  })
}

/** The first URL whose service is there, and that service. @throws KubiaError NOT_FOUND */
const backendOf = async (
  exec: Run['exec'],
  place: Place,
  name: string,
  urls: readonly IngressUrl[],
): Promise<{at: IngressUrl; leads: boolean; service: Service}> => {
  const missing: string[] = []
  for (const {at, leads} of await leadingFirst(urls)) {
    const wanted = at.backend.service?.name
    const service = wanted === undefined ? undefined : await getObject<Service>(exec, place, 'service', wanted)
    if (service) return {at, leads, service}
    if (wanted !== undefined) missing.push(wanted)
  }
  const what =
    missing.length === 0 ? 'has no rule that leads to a service' : `leads to ${missing.join(', ')}, which is not there`
  throw new KubiaError('NOT_FOUND', `ingress ${name} ${what}`, {
    fix: [kubiaAt(place, ['status', 'services'], {comment: 'lists the services that there are'})],
  })
}

/** The failure of a command that needs a URL which works everywhere on this machine. */
export const nameless = (name: string, at: IngressUrl): KubiaError =>
  new KubiaError('NO_URL', `${at.host} does not lead to ingress ${name}, which answers at ${at.address}:${at.port}`, {
    fix: [askAnyway(at), `or add to the hosts file of this machine: ${at.address} ${at.host}`],
  })

/** Finds an ingress, the service behind its first rule, and the URL at which it answers. */
export const locateIngress = async (flow: Workflow, place: Place, name: string): Promise<LocatedService> => {
  const {run} = flow
  const found = await flow.step('Find ingress', report => findIngress(run, place, name, report))
  const [health] = await flow.step('Wait for address', waitUntilReady(run, place, [found]))
  const ingress = (await getIngress(run.exec, place, name)) ?? found
  const urls = ingressUrls(ingress)
  if (urls.length === 0)
    throw new KubiaError(
      'NO_URL',
      `ingress ${name} has no address${health?.progress.text === NO_ADDRESS ? NO_ADDRESS.slice('no address'.length) : ''}`,
      {
        fix: [kubiaAt(place, ['events', name], {comment: 'what happened to it'})],
      },
    )
  const {at, leads, service} = await backendOf(run.exec, place, name, urls)
  await flow.step('Wait for endpoints', waitForPods(run, place, service, {left: 'nothing was changed'}))
  return flow.step('Probe', async (): Promise<Done<LocatedService>> => {
    const {text, answered} = await askIngress(at, run.signal, REFUSAL_GRACE_MS)
    if (!answered)
      throw new KubiaError('NO_ANSWER', `ingress ${name} does not answer at ${at.address}:${at.port}: ${text}`, {
        fix: [kubiaAt(place, ['events', name], {comment: 'what happened to it'})],
      })
    const through = {
      name,
      host: at.host,
      direct: at.direct,
      failure: leads ? undefined : nameless(name, at),
    }
    const why = through.failure ? `with that host at ${at.address}:${at.port}` : 'the ingress’s address'
    const said = {url: at.url, service, text: `${why}; it answers ${text}`, lasting: undefined, ingress: through}
    return done(`${at.url} answers ${text} (${why})`, said)
  })
}

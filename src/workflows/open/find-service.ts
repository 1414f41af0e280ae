import {kubectlCommand} from '../../api-server/kubectl.ts'
import {getList, getObject, kubiaAt, listIfAllowed, orNamed, type Place} from '../../api-server/objects.ts'
import {kubectlAdvice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {isA, kindsFor, listName} from '../../kubernetes/kinds/index.ts'
import {service} from '../../kubernetes/kinds/service.ts'
import {isOwned} from '../../kubernetes/kinds/workloads.ts'
import type {KubeObject, Service, ServicePort} from '../../kubernetes/types.ts'
import {commandAdvice} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import {type Done, done, type Report} from '../../workflow/step.ts'

/** The service of the cluster itself, which nobody means. */
const isOfCluster = ({metadata}: Service): boolean => metadata.name === 'kubernetes'

/** The service of a name. @throws KubiaError NOT_FOUND with the name that is near, or what makes a service for an app of this one */
const named = async (exec: Run['exec'], place: Place, name: string): Promise<Service> => {
  const found = await getObject<Service>(exec, place, 'service', name)
  if (found) return found
  const isApp = (object: KubeObject): boolean => object.metadata.name === name && !isOwned(object)
  const all = await listIfAllowed(exec, place, [[service, ...kindsFor('expose')].map(listName).join(',')])
  const hasApp = all.some(isApp)
  const near = hasApp ? '' : orNamed(name, all.filter(isA(service)))
  throw new KubiaError('NOT_FOUND', `service "${name}" not found in namespace ${place.namespace}${near}`, {
    fix: [
      ...(hasApp ? [kubiaAt(place, ['expose', name], {comment: 'makes a service for the app of that name'})] : []),
      commandAdvice(kubectlCommand(place, ['get', 'services']), 'lists what there is'),
    ],
  })
}

/** Which service is sought, and by whom. */
interface Sought {
  place: Place
  name: string | undefined
  /** The command that asks, for its advice: `open`. */
  verb: string
}

/** The only service of the namespace. @throws KubiaError NOT_FOUND, AMBIGUOUS_NAME naming the services */
const onlyOne = async (exec: Run['exec'], {place, verb}: Sought): Promise<Service> => {
  const services = ((await getList(exec, place, ['services'])) as Service[]).filter(found => !isOfCluster(found))
  const [only, ...others] = services
  if (!only)
    throw new KubiaError('NOT_FOUND', `there is no service in namespace ${place.namespace}`, {
      fix: [kubiaAt(place, ['expose', 'deployment', 'NAME'], {comment: 'makes one'})],
    })
  if (others.length === 0) return only
  const names = services.map(({metadata}) => metadata.name)
  throw new KubiaError('AMBIGUOUS_NAME', `there are several services: ${names.join(', ')}`, {
    fix: names.slice(0, 3).map(known => kubiaAt(place, [verb, known])),
  })
}

/** The port of a service that a browser can ask. @throws KubiaError NO_URL where it has none of TCP */
export const portOf = ({metadata, spec}: Service): ServicePort => {
  const port = (spec.ports ?? []).find(({protocol = 'TCP'}) => protocol === 'TCP')
  if (port) return port
  const {name} = metadata
  const {type, externalName} = spec
  if (type === 'ExternalName')
    throw new KubiaError('NO_URL', `service ${name} is a name for ${externalName}, so it has no URL of its own`, {
      fix: [`ask ${externalName} itself`],
    })
  throw new KubiaError('NO_URL', `service ${name} has no TCP port, so it has no URL`, {
    fix: [
      kubectlAdvice(
        ['describe', 'service', name],
        'its ports: a node port of UDP is published with up -p HOST:NODEPORT/UDP',
      ),
    ],
  })
}

/**
 * The service that is meant: the one named, else the only one of the namespace.
 * @throws KubiaError NOT_FOUND, AMBIGUOUS_NAME naming the services, NO_URL where it has no port of TCP
 */
export const findService = async (
  {exec}: Pick<Run, 'exec'>,
  sought: Sought,
  report: Report,
): Promise<Done<Service>> => {
  const {place, name} = sought
  report(`in namespace ${place.namespace}`)
  const found = name === undefined ? await onlyOne(exec, sought) : await named(exec, place, name)
  const {port} = portOf(found)
  return done(`${found.metadata.name}: ${found.spec.type ?? 'ClusterIP'}, port ${port}`, found)
}

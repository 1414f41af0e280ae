import {endpointsMoment, inOrder, type Moment, momentOf, storedMoment} from '../kubernetes/events/moments.ts'
import {type EventSubject, relatedEvents} from '../kubernetes/events/related.ts'
import {isA, kindsFor} from '../kubernetes/kinds/index.ts'
import {node} from '../kubernetes/kinds/node.ts'
import {service} from '../kubernetes/kinds/service.ts'
import {selectorText} from '../kubernetes/kinds/workloads.ts'
import {resourceName} from '../kubernetes/object-name.ts'
import type {Endpoints, KubeEvent, KubeObject} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import {getParts} from './examine.ts'
import {getObjects, type Place, resolveTarget} from './objects.ts'
import type {Target} from './targets.ts'

/** Kinds whose events can be asked for by name. */
export const EVENTFUL = kindsFor('events')

/** What was named: of a bare NAME everything of that name, since an app and its service often share it. */
const named = async (exec: Exec, place: Place, {kind, name}: Target): Promise<KubeObject[]> => {
  const kinds = kind ? [kind] : EVENTFUL.filter(one => one !== node)
  return getObjects(
    exec,
    place,
    kinds.map(one => `${resourceName(one)}/${name}`),
  )
}

/** What belongs to an object: the pods of an app with their makers, the pods and the endpoints of a service. */
const partsOf = async (exec: Exec, place: Place, object: KubeObject): Promise<KubeObject[]> => {
  if (!isA(service)(object)) return getParts(exec, place, [object])
  const selector = selectorText(object.spec.selector && {matchLabels: object.spec.selector})
  const [pods, endpoints] = await Promise.all([
    selector === undefined ? [] : getObjects(exec, place, ['pods', '-l', selector]),
    getObjects(exec, place, [`endpoints/${object.metadata.name}`]),
  ])
  return [...pods, ...endpoints]
}

const subjectOf = ({kind, metadata}: KubeObject): EventSubject => ({kind, name: metadata.name})

/** Events of what is in no namespace, such as nodes, are kept in this one. */
const CLUSTER_NAMESPACE = 'default'

/**
 * What happened in a namespace, or to an object and what belongs to it, in order.
 * @throws KubiaError NOT_FOUND where neither the object nor any event of it is there; as `runKubectl`
 */
export const getMoments = async (exec: Exec, place: Place, target: Target | undefined): Promise<Moment[]> => {
  const namespace = target?.kind === node ? CLUSTER_NAMESPACE : place.namespace
  const events = (await getObjects(exec, {...place, namespace}, ['events'])) as KubeEvent[]
  if (!target) return inOrder(events.map(momentOf))
  const objects = await named(exec, place, target)
  const parts = (await Promise.all(objects.map(object => partsOf(exec, place, object)))).flat()
  const subjects = [{kind: target.kind?.kind, name: target.name}, ...[...objects, ...parts].map(subjectOf)]
  const related = relatedEvents(events, subjects)
  if (objects.length === 0 && related.length === 0) await resolveTarget(exec, place, target, EVENTFUL)
  const endpoints = parts.filter((part): part is Endpoints => part.kind === 'Endpoints')
  return inOrder([...related.map(momentOf), ...objects.flatMap(storedMoment), ...endpoints.flatMap(endpointsMoment)])
}

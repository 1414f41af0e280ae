import type {KubeObject} from '../../api/object.ts'
import {type ResourceType, storedTypes} from '../../api/resource.ts'
import {timestamp} from '../../clock.ts'
import {withCondition} from '../../controllers/conditions.ts'
import {type ControlPlane, change, changeStatus, find, remove} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {eventResource} from '../event/resource.ts'
import {namespaceResource} from './resource.ts'
import type {Namespace} from './types.ts'

/**
 * The namespace controller empties a namespace that is to go. The loop looks at what is left in a namespace that is
 * Terminating, deletes it, and takes away the finalizer `kubernetes` when nothing is left.
 */
export const namespaceController = (plane: ControlPlane): Controller => {
  return {
    name: 'namespace-controller',
    *affected({type, resource, object}) {
      if (resource === namespaceResource) yield object.metadata.name
      const {namespace} = object.metadata
      if (!namespace || type === 'ADDED') return
      const holder = plane.store.get(namespaceResource, '', namespace)
      if (holder?.metadata.deletionTimestamp !== undefined) yield namespace
    },
    reconcile: name => {
      const namespace = find<Namespace>(plane, namespaceResource, '', name)
      if (namespace?.metadata.deletionTimestamp === undefined) return undefined
      const contents = contentsOf(plane)
      for (const resource of contents)
        for (const object of plane.store.list(resource, name)) end(plane, resource, object)
      const left = contents.flatMap(resource => plane.store.list(resource, name).map(object => ({resource, object})))
      const now = timestamp(plane.clock.now())
      changeStatus<Namespace>(plane, namespaceResource, namespace, current => ({
        ...current,
        status: {
          ...current.status,
          conditions: conditionsOf(left).reduce(
            (all, condition) => withCondition(all, condition, now),
            current.status?.conditions ?? [],
          ),
        },
      }))
      if (left.length > 0) return undefined
      const finalizers = (namespace.spec?.finalizers ?? []).filter(finalizer => finalizer !== 'kubernetes')
      change<Namespace>(plane, namespaceResource, namespace, current => ({...current, spec: {finalizers}}), {
        subresource: 'finalize',
      })
      return undefined
    },
  }
}

/** Events last, so that what happens on the way can still be read. */
const contentsOf = ({resources}: ControlPlane): readonly ResourceType[] => [
  ...storedTypes(resources).filter(resource => resource.namespaced && resource !== eventResource),
  eventResource,
]

const end = (plane: ControlPlane, resource: ResourceType, object: KubeObject): void => {
  if (object.metadata.deletionTimestamp === undefined) remove(plane, resource, object)
}

interface Left {
  resource: ResourceType
  object: KubeObject
}

const kindsOf = (left: readonly Left[]): string => {
  const counts = Map.groupBy(left, ({resource: {plural, group}}) => `${plural}.${group}`)
  return [...counts].map(([kind, objects]) => `${kind} has ${objects.length} resource instances`).join(', ')
}

const finalizersOf = (left: readonly Left[]): string => {
  const all = left.flatMap(({object}) => object.metadata.finalizers ?? [])
  const counts = Map.groupBy(all, finalizer => finalizer)
  return [...counts].map(([finalizer, uses]) => `${finalizer} in ${uses.length} resource instances`).join(', ')
}

/** The conditions of a namespace that ends; most of what they report cannot fail here. */
const conditionsOf = (left: readonly Left[]) => {
  const kinds = kindsOf(left)
  const finalizers = finalizersOf(left)
  const rows = [
    ['NamespaceDeletionDiscoveryFailure', '', 'ResourcesDiscovered', 'All resources successfully discovered'],
    [
      'NamespaceDeletionGroupVersionParsingFailure',
      '',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ],
    [
      'NamespaceDeletionContentFailure',
      '',
      'ContentDeleted',
      'All content successfully deleted, may be waiting on finalization',
    ],
    [
      'NamespaceContentRemaining',
      kinds && `Some resources are remaining: ${kinds}`,
      kinds ? 'SomeResourcesRemain' : 'ContentRemoved',
      'All content successfully removed',
    ],
    [
      'NamespaceFinalizersRemaining',
      finalizers && `Some content in the namespace has finalizers remaining: ${finalizers}`,
      finalizers ? 'SomeFinalizersRemain' : 'ContentHasNoFinalizers',
      'All content-preserving finalizers finished',
    ],
  ] as const
  return rows.map(([type, trouble, reason, fine]) => ({
    type,
    status: trouble ? ('True' as const) : ('False' as const),
    reason,
    message: trouble || fine,
  }))
}

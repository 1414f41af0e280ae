// The admission plugin NamespaceLifecycle, and what a kind refuses itself. What they say of an object that asks for a
// generated name has the base of that name, which is drawn only after them; so refusals of many pods read the same.
import {namespaceResource} from '../kinds/namespace/resource.ts'
import type {Store} from '../store/store.ts'
import type {KubeObject} from './object.ts'
import type {ResourceType} from './resource.ts'
import {notFound, StatusError} from './status.ts'
import type {Strategy, StrategyContext} from './strategy.ts'

/** Nothing is created in a namespace that is not there, or that is on its way out. */
const checkNamespace = (store: Store, type: ResourceType, namespace: string, name: string): void => {
  const found = store.get(namespaceResource, '', namespace)
  if (!found) throw notFound(namespaceResource, namespace)
  if (!found.metadata.deletionTimestamp) return
  const resource = type.group === '' ? type.plural : `${type.plural}.${type.group}`
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw new StatusError(403, 'Forbidden', `${resource} "${name}" is forbidden: ${why}`, {
    name,
    ...(type.group !== '' && {group: type.group}),
    kind: type.plural,
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  })
}

/** @param given as the client sent it, without a generated name. @throws ApiError NotFound, Forbidden */
export const checkCreation = (
  strategy: Strategy,
  type: ResourceType,
  given: KubeObject,
  context: StrategyContext,
): void => {
  const {name, generateName = '', namespace = ''} = given.metadata ?? {}
  if (type.namespaced) checkNamespace(context.store, type, namespace, name || generateName)
  strategy.checkCreation?.(given, name || generateName, context)
}

import {storedTypes} from '../../api/resource.ts'
import {timestamp} from '../../clock.ts'
import {withCondition} from '../../controllers/conditions.ts'
import {type ControlPlane, change, changeStatus, find, remove} from '../../controllers/control-plane.ts'
import type {Controller} from '../../controllers/loop.ts'
import {acceptNames} from './names.ts'
import {definitionResource} from './resource.ts'
import {CLEANUP, type Definition, isTrue} from './types.ts'

type NewCondition = Parameters<typeof withCondition>[1]

const setConditions = (
  plane: ControlPlane,
  definition: Definition,
  conditions: readonly NewCondition[],
  acceptedNames = definition.status?.acceptedNames,
): void => {
  const now = timestamp(plane.clock.now())
  changeStatus<Definition>(plane, definitionResource, definition, current => ({
    ...current,
    status: {
      ...current.status,
      ...(acceptedNames && {acceptedNames}),
      conditions: conditions.reduce(
        (all, condition) => withCondition(all, condition, now),
        current.status?.conditions ?? [],
      ),
    },
  }))
}

/** Whether the names of a definition are free, and with that, whether its objects are served. */
const decideNames = (plane: ControlPlane, definition: Definition): void => {
  const others = (plane.store.list(definitionResource) as Definition[]).filter(
    ({metadata, spec}) => spec.group === definition.spec.group && metadata.name !== definition.metadata.name,
  )
  const {names, conflict} = acceptNames(definition, others)
  const isEstablished = !conflict || isTrue(definition, 'Established')
  const conditions: NewCondition[] = [
    conflict
      ? {type: 'NamesAccepted', status: 'False', ...conflict}
      : {type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found'},
    isEstablished
      ? {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        }
      : {type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted'},
  ]
  setConditions(plane, definition, conditions, names)
}

/** Deletes the objects of a definition that is to go, and lets it go when none is left. */
const cleanUp = (plane: ControlPlane, definition: Definition): void => {
  const {spec, metadata} = definition
  if (!metadata.finalizers?.includes(CLEANUP)) return
  const {group, names} = spec
  const resource = storedTypes(plane.resources).find(type => type.group === group && type.plural === names.plural)
  if (resource) {
    for (const object of plane.store.list(resource))
      if (object.metadata.deletionTimestamp === undefined) remove(plane, resource, object)
    if (plane.store.count(resource) > 0) {
      const message = 'CustomResource deletion is in progress'
      return setConditions(plane, definition, [
        {type: 'Terminating', status: 'True', reason: 'InstanceDeletionInProgress', message},
      ])
    }
  }
  change<Definition>(plane, definitionResource, definition, current => {
    const {finalizers = [], ...rest} = current.metadata
    const left = finalizers.filter(finalizer => finalizer !== CLEANUP)
    return {...current, metadata: {...rest, ...(left.length > 0 && {finalizers: left})}}
  })
}

/**
 * What k8s.io/apiextensions-apiserver has three controllers for: accepting names, establishing, and finalizing. The loop looks
 * at one definition; the kinds that are served follow its status (CustomKinds).
 */
export const definitionController = (plane: ControlPlane): Controller => ({
  name: 'customresourcedefinition-controller',
  *affected({type, resource, object}) {
    if (resource === definitionResource) {
      // Others may have waited for a name that is free now.
      if (type === 'DELETED') for (const {metadata} of plane.store.list(definitionResource)) yield metadata.name
      else yield object.metadata.name
      return
    }
    if (type !== 'DELETED') return
    const name = `${resource.plural}.${resource.group}`
    if (find(plane, definitionResource, '', name)?.metadata.deletionTimestamp !== undefined) yield name
  },
  reconcile: name => {
    const definition = find<Definition>(plane, definitionResource, '', name)
    if (definition?.metadata.deletionTimestamp !== undefined) cleanUp(plane, definition)
    else if (definition) decideNames(plane, definition)
    return undefined
  },
})

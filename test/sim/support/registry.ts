import type {KubeObject} from '../../../src/sim/api/object.ts'
import {ObjectRegistry, type RegistryParts} from '../../../src/sim/api/object-registry.ts'
import {apiVersionOf, type ResourceType} from '../../../src/sim/api/resource.ts'
import {type Status, StatusError} from '../../../src/sim/api/status.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {Store} from '../../../src/sim/store/store.ts'
import {HandClock} from './clock.ts'

/** What a client would send: an object without anything that the server fills in. */
export const draft = (type: ResourceType, name: string, fields: Record<string, unknown> = {}): KubeObject => {
  const {metadata, ...rest} = fields as {metadata?: object}
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: {name, ...(type.namespaced && {namespace: 'default'}), ...metadata},
    ...rest,
  } as unknown as KubeObject
}

/** A registry with the namespace `default`, a clock that stands still, and chance that counts up. */
export const testRegistry = (parts: Partial<RegistryParts> = {}) => {
  const {store = new Store()} = parts
  const clock = new HandClock()
  let drawn = 0
  const registry = new ObjectRegistry({
    strategyOf: kinds.strategyOf,
    guard: kinds.guard,
    clock,
    random: below => drawn++ % below,
    ...parts,
    store,
  })
  registry.create(namespaceResource, draft(namespaceResource, 'default'))
  return {store, clock, registry}
}

/** The Status that a call is refused with. */
export const refusal = (call: () => unknown): Status => {
  try {
    call()
  } catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
  throw new Error('the call was not refused')
}

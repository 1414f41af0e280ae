// CustomResourceDefinitions: which versions were ever stored is noted with the definition, and whoever deletes one deletes its
// objects first (k8s.io/apiextensions-apiserver, pkg/registry/customresourcedefinition).
import type {KubeObject} from '../../api/object.ts'
import type {Strategy} from '../../api/strategy.ts'
import {withSchemas} from './schema-fields.ts'
import {CLEANUP, type Definition} from './types.ts'

/** With the version that is stored from now on among those that ever were. */
const withStoredVersion = (definition: Definition): Definition => {
  const stored = (definition.spec?.versions ?? []).filter(({storage}) => storage).map(({name}) => name)
  const {storedVersions = [], ...status} = definition.status ?? {}
  return {...definition, status: {...status, storedVersions: [...new Set([...storedVersions, ...stored])]}}
}

export const definitionStrategy: Strategy = {
  prepareForCreate: object =>
    withStoredVersion({
      ...withSchemas(object as Definition),
      status: {acceptedNames: {kind: '', plural: ''}, conditions: []},
    }),
  prepareForUpdate: object => withStoredVersion(withSchemas(object as Definition)),
  prepareForDelete: (object): KubeObject => {
    const {finalizers = []} = object.metadata
    if (finalizers.includes(CLEANUP)) return object
    return {...object, metadata: {...object.metadata, finalizers: [...finalizers, CLEANUP]}}
  },
}

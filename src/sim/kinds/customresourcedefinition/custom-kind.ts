// A version of a CustomResourceDefinition as a kind that is served.
import type {KubeObject} from '../../api/object.ts'
import {ALL_VERBS, type ResourceType, SCALE, statusOf} from '../../api/resource.ts'
import {StatusError} from '../../api/status.ts'
import type {Strategy} from '../../api/strategy.ts'
import {
  type CustomSchemaParts,
  customSchema,
  type Json,
  readJsonPath,
  type Structural,
} from '../../schema/custom/index.ts'
import {scaleHandlers} from '../../server/handlers/scale.ts'
import {type ActingKind, noControllers} from '../kind.ts'
import {columnsOfVersion} from './columns-of-version.ts'
import {validateScale} from './scale-validation.ts'
import type {Definition, DefinitionVersion, ScaleSubresource} from './types.ts'

/** The names that were accepted; before that, none of it is served. */
const namesOf = ({spec, status}: Definition) => ({...spec.names, ...status?.acceptedNames})

const resourceOf = (definition: Definition, version: DefinitionVersion): ResourceType => {
  const {group, scope} = definition.spec
  const {plural, kind, singular = kind.toLowerCase(), shortNames = [], categories = []} = namesOf(definition)
  const {name, subresources, deprecated, deprecationWarning, selectableFields = []} = version
  return {
    group,
    version: name,
    kind,
    plural,
    singular,
    shortNames,
    categories,
    namespaced: scope === 'Namespaced',
    verbs: ALL_VERBS,
    generation: true,
    subresources: [...(subresources?.status ? [statusOf(kind)] : []), ...(subresources?.scale ? [SCALE] : [])],
    selectableFields: selectableFields.map(({jsonPath}) => jsonPath.replace(/^\./, '')),
    returnsDeleted: false,
    ...(deprecated && {warning: deprecationWarning ?? `${group}/${name} ${kind} is deprecated`}),
  }
}

/** The object in a version, which is known again: whoever compares two of the same finds the same. */
const viewOf = (schema: CustomSchemaParts, apiVersion: string): ((object: KubeObject) => KubeObject) => {
  const views = new WeakMap<KubeObject, KubeObject>()
  return object => {
    const known = views.get(object)
    if (known) return known
    const view = {...schema.view(object as Json), apiVersion} as KubeObject
    views.set(object, view)
    views.set(view, view)
    return view
  }
}

const strategyOf = ({metadata}: Definition, hasStatus: boolean): Strategy => ({
  checksSubresources: true,
  generationOf: ({metadata: _, apiVersion, status, ...rest}) => (hasStatus ? rest : {...rest, status}),
  checkCreation: () => {
    if (metadata.deletionTimestamp !== undefined)
      throw new StatusError(
        405,
        'MethodNotAllowed',
        'create not allowed while custom resource definition is terminating',
        {},
      )
  },
})

const partsOf = (path: string): string[] => path.split('.').slice(1)

const scaleOf = ({specReplicasPath, statusReplicasPath, labelSelectorPath}: ScaleSubresource) => {
  const selector = labelSelectorPath ? readJsonPath(labelSelectorPath) : () => []
  return scaleHandlers(object => String(selector(object)[0] ?? ''), {
    wanted: partsOf(specReplicasPath),
    found: partsOf(statusReplicasPath),
  })
}

/** The kind of a version. @param stored under which the objects of all versions are; absent for that itself */
export const customKind = (definition: Definition, version: DefinitionVersion, stored?: ResourceType): ActingKind => {
  const resource = resourceOf(definition, version)
  const schema = customSchema(resource.kind, (version.schema?.openAPIV3Schema ?? {}) as Structural)
  const {scale, status} = version.subresources ?? {}
  const apiVersion = `${resource.group}/${resource.version}`
  return {
    resource: {...resource, ...(stored && {stored, shown: viewOf(schema, apiVersion)}), custom: schema} as ResourceType,
    strategy: strategyOf(definition, status !== undefined),
    defaults: schema.fillDefaults,
    validation: (object, old) => [...schema.validate(object, old), ...(scale ? validateScale(object, scale) : [])],
    columns: columnsOfVersion(version),
    ...(scale && {handlers: {subresources: {scale: scaleOf(scale)}}}),
    controllers: noControllers,
  }
}

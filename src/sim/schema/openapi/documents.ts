// The OpenAPI v3 documents: an index, and one document for each group and version, which kubectl reads for explain, apply,
// create and diff. Of the paths they hold what kubectl looks for: that a PATCH takes `fieldValidation` and `dryRun`.
import {createHash} from 'node:crypto'
import {apiVersionOf, type ResourceType} from '../../api/resource.ts'
import data from '../../data/types.json' with {type: 'json'}
import {shapeOf} from '../types.ts'
import {type Descriptions, type Schema, Schemas} from './schemas.ts'

export interface OpenApiAnswer {
  body: string
  /** Changes with the content. */
  etag: string
}

/** Counts up with changes of this code that change the documents: clients keep them by their hash. */
const FORMAT = 1

/** `api/v1`, `apis/apps/v1`. */
const pathOf = (type: ResourceType): string => `${type.group === '' ? 'api' : 'apis'}/${apiVersionOf(type)}`

const hashOf = (path: string): string =>
  createHash('sha512')
    .update(`${FORMAT} ${path} ${JSON.stringify(data)}`)
    .digest('hex')
    .toUpperCase()

const parameter = (name: string): Schema => ({name, in: 'query', schema: {type: 'string', uniqueItems: true}})

const kindOf = ({group, version, kind}: ResourceType): Schema => ({group, kind, version})

const patchOperation = (type: ResourceType): Schema => ({
  parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(parameter),
  responses: {200: {description: 'OK'}},
  'x-kubernetes-action': 'patch',
  'x-kubernetes-group-version-kind': kindOf(type),
})

const pathsOf = (types: readonly ResourceType[]): Schema =>
  Object.fromEntries(
    types.map(type => {
      const place = type.namespaced ? 'namespaces/{namespace}/' : ''
      return [`/${pathOf(type)}/${place}${type.plural}/{name}`, {patch: patchOperation(type)}]
    }),
  )

const document = (types: readonly ResourceType[], descriptions: Descriptions): string => {
  const schemas = new Schemas(descriptions)
  for (const type of types) schemas.add(shapeOf(type), {'x-kubernetes-group-version-kind': [kindOf(type)]})
  return JSON.stringify({
    openapi: '3.0.0',
    info: {title: 'Kubernetes', version: 'v1.36.0'},
    paths: pathsOf(types),
    components: {schemas: schemas.all},
  })
}

/** The documents of the kinds that are served. */
export class OpenApiDocuments {
  readonly #groups: ReadonlyMap<string, readonly ResourceType[]>
  readonly #made = new Map<string, OpenApiAnswer>()

  constructor(resources: readonly ResourceType[]) {
    this.#groups = Map.groupBy(resources, pathOf)
  }

  /**
   * The descriptions are read with the first document that is asked for.
   * @param path below /openapi/v3, empty for the index
   * @returns undefined where there is nothing
   */
  async at(path: string): Promise<OpenApiAnswer | undefined> {
    if (path === '') return this.#index()
    const types = this.#groups.get(path)
    if (!types) return undefined
    let answer = this.#made.get(path)
    if (!answer) {
      const {default: descriptions} = await import('../../data/descriptions.json', {with: {type: 'json'}})
      answer = {body: document(types, descriptions.types), etag: hashOf(path)}
      this.#made.set(path, answer)
    }
    return answer
  }

  #index(): OpenApiAnswer {
    const paths = [...this.#groups.keys()].map(path => [
      path,
      {serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(path)}`},
    ])
    return {body: JSON.stringify({paths: Object.fromEntries(paths)}), etag: hashOf('')}
  }
}

// The OpenAPI v3 documents: an index, and one document for each group and version, which kubectl reads for explain, apply,
// create and diff. Of the paths they hold what kubectl looks for: that a PATCH takes `fieldValidation` and `dryRun`.
import {createHash} from 'node:crypto'
import {apiVersionOf, type ResourceType} from '../../api/resource.ts'
import data from '../../data/types.json' with {type: 'json'}
import {type GroupVersionKind, shapeOf} from '../types.ts'
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

/** Of the table of types, which never changes while the program runs. */
let tableHash: string | undefined

const digest = (text: string): string => createHash('sha512').update(text).digest('hex').toUpperCase()

const hashOf = (path: string, types: readonly GroupVersionKind[]): string => {
  tableHash ??= digest(`${FORMAT} ${JSON.stringify(data)}`)
  const custom = types.flatMap(({kind, custom: own}) => (own ? [kind, own.document] : []))
  return digest(`${path} ${tableHash} ${JSON.stringify(custom)}`)
}

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

/** `com.example.stable.v1.CronTab` */
const nameOf = ({group, version, kind}: ResourceType): string =>
  [...group.split('.').toReversed(), version, kind].join('.')

const document = (types: readonly ResourceType[], descriptions: Descriptions): string => {
  const schemas = new Schemas(descriptions)
  for (const type of types) {
    const extensions = {'x-kubernetes-group-version-kind': [kindOf(type)]}
    const {custom}: GroupVersionKind = type
    if (custom) schemas.addCustom(nameOf(type), custom.document, extensions)
    else schemas.add(shapeOf(type), extensions)
  }
  return JSON.stringify({
    openapi: '3.0.0',
    info: {title: 'Kubernetes', version: 'v1.36.0'},
    paths: pathsOf(types),
    components: {schemas: schemas.all},
  })
}

interface Group {
  types: readonly ResourceType[]
  etag: string
  /** Made when it is first asked for. */
  body?: string
}

/** The documents of the kinds that are served. */
export class OpenApiDocuments {
  readonly #kinds: {readonly resources: readonly ResourceType[]}
  #groups: ReadonlyMap<string, Group> = new Map()
  #resources: readonly ResourceType[] = []

  /** @param kinds whose list of resources is another one when something in it changes */
  constructor(kinds: {readonly resources: readonly ResourceType[]}) {
    this.#kinds = kinds
  }

  /**
   * The descriptions are read with the first document that is asked for.
   * @param path below /openapi/v3, empty for the index
   * @returns undefined where there is nothing
   */
  async at(path: string): Promise<OpenApiAnswer | undefined> {
    this.#follow()
    if (path === '') return this.#index()
    const group = this.#groups.get(path)
    if (!group) return undefined
    if (group.body === undefined) {
      const {default: descriptions} = await import('../../data/descriptions.json', {with: {type: 'json'}})
      group.body = document(group.types, descriptions.types)
    }
    return {body: group.body, etag: group.etag}
  }

  /** Keeps the documents of groups in which nothing has changed. */
  #follow(): void {
    const {resources} = this.#kinds
    if (resources === this.#resources) return
    this.#resources = resources
    const groups = [...Map.groupBy(resources, pathOf)].map(([path, types]): [string, Group] => {
      const known = this.#groups.get(path)
      const isSame = known?.types.length === types.length && known.types.every((type, index) => type === types[index])
      return [path, isSame ? known : {types, etag: hashOf(path, types)}]
    })
    this.#groups = new Map(groups)
  }

  #index(): OpenApiAnswer {
    const paths = [...this.#groups].map(([path, {etag}]) => [
      path,
      {serverRelativeURL: `/openapi/v3/${path}?hash=${etag}`},
    ])
    const body = JSON.stringify({paths: Object.fromEntries(paths)})
    return {body, etag: digest(body)}
  }
}

// create, update and patch.
import type {KubeObject} from '../../api/object.ts'
import {apiVersionOf} from '../../api/resource.ts'
import {badRequest, conflict, notFound} from '../../api/status.ts'
import {type Decoded, decodeObject, decodeStrict} from '../../schema/index.ts'
import type {Answer} from '../answer.ts'
import {checkMediaType, fieldsOf, isYaml, mediaTypeOf, PROTOBUF, readBody, textOf} from '../body.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {fieldValidationOf, writeOptionsOf} from '../query.ts'
import {showObject} from './read.ts'

/** A body must be about what the path names; what it leaves out, the path says. @throws ApiError BadRequest */
export const placed = ({type, path}: ResourceRequest, object: KubeObject): KubeObject => {
  const {apiVersion, kind, metadata} = object
  const expected = apiVersionOf(type)
  if ((kind && kind !== type.kind) || (apiVersion && apiVersion !== expected))
    throw badRequest(
      `${kind ?? ''} in version ${JSON.stringify(apiVersion ?? '')} cannot be handled as a ${type.kind}: the API version in the data (${apiVersion ?? ''}) does not match the expected API version (${expected})`,
    )
  const {name, namespace} = metadata ?? {}
  if (path.name !== undefined && name && name !== path.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${path.name})`)
  if (type.namespaced && namespace && namespace !== path.namespace)
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`)
  return {
    ...object,
    apiVersion: expected,
    kind: type.kind,
    metadata: {
      ...metadata,
      ...(path.name !== undefined && {name: path.name}),
      ...(type.namespaced && {namespace: path.namespace}),
    },
  }
}

/** The object in a body. @throws ApiError */
export const decode = async ({type, query}: ResourceRequest, mediaType: string, body: Buffer): Promise<Decoded> => {
  const mode = fieldValidationOf(query)
  if (mediaType === PROTOBUF) return decodeObject(type, await fieldsOf(mediaType, body), mode)
  return decodeStrict(type, textOf(body), mode, isYaml(mediaType) ? 'yaml' : 'json')
}

/** The object in the body of a request, and what is to be said about its fields. @throws ApiError */
export const readObject = async (request: ResourceRequest): Promise<Decoded> => {
  const mediaType = mediaTypeOf(request.raw)
  checkMediaType(mediaType)
  const {object, warnings} = await decode(request, mediaType, await readBody(request.raw))
  return {object: placed(request, object), warnings}
}

const writeOptions = ({query, raw}: ResourceRequest) => writeOptionsOf(query, raw.headers['user-agent'])

export const warningsOnCreate = (
  {type}: Pick<ResourceRequest, 'type'>,
  {kinds}: ServerContext,
  made: KubeObject,
): string[] => [
  ...(type.warningOnCreate === undefined ? [] : [type.warningOnCreate]),
  ...(kinds.handlersOf(type).warningsOnCreate?.(made) ?? []),
]

/** @param prepare what of the object the server says itself. @throws ApiError */
export const create = async (
  request: ResourceRequest,
  context: ServerContext,
  prepare = (object: KubeObject): KubeObject => object,
): Promise<Answer> => {
  const {object, warnings} = await readObject(request)
  const made = context.registry.create(request.type, prepare(object), writeOptions(request))
  return {
    ...showObject(request, context, made, 201),
    warnings: [...warnings, ...warningsOnCreate(request, context, made)],
  }
}

const subresourceOf = ({path: {subresource}}: ResourceRequest) => (subresource === undefined ? {} : {subresource})

/** Replaces an object, or makes it where a PUT finds none, as the kinds of Kubernetes that allow it do. @throws ApiError */
export const update = async (request: ResourceRequest, context: ServerContext): Promise<Answer> => {
  const {type, path} = request
  const {object, warnings} = await readObject(request)
  const options = {...writeOptions(request), ...subresourceOf(request)}
  const name = path.name ?? ''
  if (!context.registry.find(type, path.namespace, name)) {
    const {uid, resourceVersion} = object.metadata
    if (resourceVersion && uid)
      throw conflict(
        type,
        name,
        `StorageError: invalid object, Code: 4, Key: /registry/${type.plural}/${path.namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: `,
      )
    throw notFound(type, name)
  }
  const updated = context.registry.update(type, path.namespace, name, () => object, options)
  return {...showObject(request, context, updated), warnings}
}

// Kubernetes' protobuf encoding, which kubectl writes since 1.32: four bytes of magic, an envelope that names the kind,
// and the message of that kind. Answers are always JSON, which every client reads.
// The messages are generated data (src/sim/data/protobuf.json names its source).
import {type INamespace, Root, type Type} from 'protobufjs'
import {badRequest} from '../../api/status.ts'
import descriptor from '../../data/protobuf.json' with {type: 'json'}
import {fromMessage} from './from-message.ts'

const MAGIC = Buffer.from('k8s\0')
const META = 'k8s.io.apimachinery.pkg.apis.meta.v1'
const ENVELOPE = 'k8s.io.apimachinery.pkg.runtime.Unknown'

const root = Root.fromJSON(descriptor.root as INamespace)

interface Envelope {
  typeMeta?: {apiVersion?: string; kind?: string}
  raw?: Uint8Array
}

/** Options about requests live beside the objects that they are about, whatever group they name. */
const messageOf = (apiVersion: string, kind: string): Type => {
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  const name = group === '' ? 'core' : group.split('.')[0]
  for (const path of [`k8s.io.api.${name}.${version}.${kind}`, `${META}.${kind}`]) {
    const found = root.lookup(path)
    if (found && 'decode' in found) return found as Type
  }
  throw badRequest(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`)
}

/** @throws ApiError BadRequest where the bytes are no message of that type */
const read = <T>(type: Type, bytes: Uint8Array, as: (message: object) => T): T => {
  try {
    return as(type.decode(bytes))
  } catch (error) {
    throw badRequest(`the body of the request is not a valid ${type.name}: ${(error as Error).message}`)
  }
}

/** The object in JSON's form, with fields that Go would leave out where it writes JSON. @throws ApiError BadRequest */
export const decodeProtobuf = (body: Uint8Array): Record<string, unknown> => {
  if (!MAGIC.equals(body.subarray(0, MAGIC.length)))
    throw badRequest('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  const {typeMeta, raw} = read(root.lookupType(ENVELOPE), body.subarray(MAGIC.length), message => message as Envelope)
  const {apiVersion = '', kind = ''} = typeMeta ?? {}
  const type = messageOf(apiVersion, kind)
  const fields = read(type, raw ?? new Uint8Array(), message => fromMessage(type, message))
  return {apiVersion, kind, ...(fields as Record<string, unknown>)}
}

// The body of a request: read up to a limit, then decoded by its Content-Type.
import type {IncomingMessage} from 'node:http'
import {badRequest, StatusError} from '../api/status.ts'
import {readJson, readYaml, TextError} from '../schema/index.ts'

/** Bytes; the limit of the real server. */
export const BODY_LIMIT = 3 * 1024 * 1024

const tooLarge = (): StatusError =>
  new StatusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${BODY_LIMIT}`)

/** Bytes that most bodies fit in. */
const FIRST_BUFFER = 16 * 1024

/**
 * Listens instead of iterating: leaving a loop over a request would close its connection before the answer.
 * @throws ApiError RequestEntityTooLarge; Error where the client goes away
 */
export const readBody = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let bytes = Buffer.allocUnsafe(FIRST_BUFFER)
    let size = 0
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return reject(tooLarge())
    request.on('data', (chunk: Buffer) => {
      const end = size + chunk.length
      if (end > BODY_LIMIT) return reject(tooLarge())
      // A body may come in millions of pieces: none of them is kept by itself.
      if (end > bytes.length) bytes = Buffer.concat([bytes.subarray(0, size)], Math.max(end, 2 * bytes.length))
      chunk.copy(bytes, size)
      size = end
    })
    request.once('end', () => resolve(bytes.subarray(0, size)))
    request.once('error', reject)
    request.once('close', () => reject(new Error('the client has gone away')))
  })

/** How much of a refused body is still taken, in bytes and in milliseconds. */
const DRAIN_LIMIT = 16 * 1024 * 1024
const DRAIN_TIME = 2000

/**
 * Lets a client finish what it is sending: one that is still writing when the connection closes may never read why. What
 * is too much even for that is cut off.
 */
export const drain = (request: IncomingMessage): Promise<void> =>
  new Promise(resolve => {
    if (request.complete) return resolve()
    let size = 0
    const timer = setTimeout(resolve, DRAIN_TIME)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > DRAIN_LIMIT) done()
    })
    request.once('end', done)
    request.once('close', done)
    request.resume()
  })

export const mediaTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const UTF8 = new TextDecoder('utf-8', {fatal: true})

const parse = (mediaType: string, body: Buffer): unknown => {
  const text = textOf(body)
  const yaml = isYaml(mediaType)
  try {
    return (yaml ? readYaml(text) : readJson(text)).value
  } catch (error) {
    if (!(error instanceof TextError)) throw error
    throw badRequest(
      yaml
        ? `error converting YAML to JSON: yaml: ${error.message}`
        : `couldn't parse the body as JSON: ${error.message}`,
    )
  }
}

export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

export const isYaml = (mediaType: string): boolean => mediaType.endsWith('yaml')

/** The text of a body that is meant to be one. @throws ApiError BadRequest */
export const textOf = (body: Buffer): string => {
  try {
    return UTF8.decode(body)
  } catch {
    throw badRequest('the body of the request is not valid UTF-8')
  }
}

/** The fields of a body that is no object of the API but options about one. @throws ApiError BadRequest */
export const fieldsOf = async (mediaType: string, body: Buffer): Promise<Record<string, unknown>> => {
  if (mediaType === PROTOBUF) {
    const {decodeProtobuf} = await import('./protobuf/decode.ts')
    return decodeProtobuf(body)
  }
  const value = parse(mediaType, body)
  if (!isRecord(value)) throw badRequest('the object provided is unrecognized (must be of type Object)')
  return value
}

const ACCEPTED = ['application/json', 'application/yaml', PROTOBUF]

/** Clients that send nothing mean JSON: `PUT …/scale` of kubectl has no Content-Type. @throws ApiError */
export const checkMediaType = (mediaType: string, accepted: readonly string[] = ACCEPTED): void => {
  if (mediaType === '' || accepted.includes(mediaType)) return
  throw new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )
}

/** Reads options about an object. @throws ApiError */
export const readFields = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const mediaType = mediaTypeOf(request)
  checkMediaType(mediaType)
  return fieldsOf(mediaType, await readBody(request))
}

import {isRecord, sortedKeys} from '../../process/answer.ts'
import type {ExecOptions} from '../../process/exec.ts'
import {stayLean} from '../stay-lean.ts'
import type {Connection} from './connection.ts'
import type {DryRun} from './dry-run.ts'
import type {Look} from './requests.ts'
import type {ObjectRequest} from './resource-paths.ts'

/** As many objects as a page of a list has: kubectl's own `--chunk-size`. */
const PAGE = 500
/** A list of more pages than this is a long one. */
const SHORT = 2
/** Pages of a list that never ends are kubectl's affair. */
const MAX_PAGES = 10_000

/** An object as the API server sends it. */
type Raw = Record<string, unknown>

/** An answer that is not used: kubectl is asked, and says what is wrong in its own words. */
export class NotUsed extends Error {}

/** The answer for a resource that the server does not have, at least not in this version. */
class NotServed extends NotUsed {}

export interface Asking {
  connection: Connection
  signal: AbortSignal
  /** Called with the size of what is held, in bytes, and with a negative one for what is let go. */
  held: (bytes: number) => void
}

/** Takes an object. @returns what is held for it, in bytes, once its text is let go */
type Take = (object: Raw) => number

const parseObject = (text: string): Raw => {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new NotUsed('the answer is no object')
  return value
}

/** Why an answer with another status than 200 is not used. */
const refused = (path: string, status: number): NotUsed =>
  new (status === 404 ? NotServed : NotUsed)(`${path} answers ${status}`)

const askText = async ({connection, ...asking}: Asking, path: string): Promise<string> => {
  const {status, text} = await connection.ask({...asking, path})
  if (status !== 200) throw refused(path, status)
  return text
}

const get = async (asking: Asking, path: string): Promise<Raw> => parseObject(await askText(asking, path))

/** An object without the record of who owns which field, as kubectl prints it. */
const withoutManagedFields = (object: Raw): Raw => {
  const {metadata} = object
  if (!isRecord(metadata) || !('managedFields' in metadata)) return object
  const {managedFields: _, ...kept} = metadata
  return {...object, metadata: kept}
}

/** Whether an answer is the Status of an object that is not there; a resource that is not served has no name in it. */
const saysAbsent = (text: string, name: string): boolean => {
  // "404 page not found", as text, is the answer for a path that leads nowhere.
  if (!text.startsWith('{')) return false
  const {kind, reason, details} = parseObject(text)
  return kind === 'Status' && reason === 'NotFound' && isRecord(details) && details['name'] === name
}

/** The object that an answer is. */
const objectIn = (text: string, {path, apiVersion, kind}: ObjectRequest): Raw => {
  const object = parseObject(text)
  const isMeant = object['apiVersion'] === apiVersion && object['kind'] === kind && isRecord(object['metadata'])
  if (!isMeant) throw new NotUsed(`${path} answers something else`)
  return object
}

/** An object by its name; undefined where it is absent. */
const askObject = async ({connection, ...asking}: Asking, request: ObjectRequest): Promise<Raw | undefined> => {
  const {path, name = ''} = request
  const {status, text} = await connection.ask({...asking, path})
  if (status === 404 && saysAbsent(text, name)) return undefined
  if (status !== 200) throw refused(path, status)
  return objectIn(text, request)
}

const textOf = (object: Raw): string => JSON.stringify(sortedKeys(object))

/** What kubectl prints of objects, each as `textOf` has it. */
const textOfAll = (texts: readonly string[], isOne: boolean): string => {
  if (!isOne) return `{"apiVersion":"v1","items":[${texts.join()}],"kind":"List"}\n`
  return texts.map(text => `${text}\n`).join('')
}

/** Who had applied it on the client: kubectl first moves the fields of an object that this manager has. */
const hasClientSideApply = ({metadata}: Raw): boolean => /"kubectl-client-side-apply/.test(JSON.stringify(metadata))

/** What would become of an object that is applied. */
const askDryRun = async ({connection, ...asking}: Asking, {request, manifest, parameters}: DryRun): Promise<string> => {
  const path = `${request.path}?${new URLSearchParams(parameters)}`
  const {status, text, hasWarning} = await connection.ask({...asking, path, manifest})
  if ((status !== 200 && status !== 201) || hasWarning) throw new NotUsed(`${path} answers ${status}`)
  const object = objectIn(text, request)
  if (hasClientSideApply(object)) throw new NotUsed(`${path} is for kubectl to move`)
  return textOfAll([textOf(object)], true)
}

/** The objects of a list, page by page: of each page no more is held than what was taken of it. */
const askList = async (
  asking: Asking,
  {path, apiVersion, kind, selection}: ObjectRequest,
  take: Take,
): Promise<void> => {
  let next: string | undefined
  for (let page = 0; page < MAX_PAGES; page++) {
    if (page === SHORT) stayLean()
    const query = new URLSearchParams({
      ...selection,
      limit: String(PAGE),
      ...(next === undefined ? {} : {continue: next}),
    })
    let unread = 0
    const held = (bytes: number): void => {
      unread += bytes
      asking.held(bytes)
    }
    const list = await get({...asking, held}, `${path}?${query}`)
    const {items, metadata} = list
    const isMeant = list['kind'] === `${kind}List` && list['apiVersion'] === apiVersion && isRecord(metadata)
    if (!isMeant || !(items === null || Array.isArray(items))) throw new NotUsed(`${path} answers something else`)
    for (const item of items ?? []) {
      if (!isRecord(item)) throw new NotUsed(`${path} has an item that is no object`)
      asking.held(take({apiVersion, kind, ...item}))
    }
    asking.held(-unread)
    const more = metadata['continue']
    if (more === undefined || more === '') return
    if (typeof more !== 'string') throw new NotUsed(`${path} answers something else`)
    next = more
  }
  throw new NotUsed(`${path} has no end`)
}

/** Asks for the earlier version of a resource where the server does not have the later one. */
const askVersion = async <T>(request: ObjectRequest, ask: (request: ObjectRequest) => Promise<T>): Promise<T> => {
  try {
    return await ask(request)
  } catch (error) {
    if (error instanceof NotServed && request.earlier) return await ask(request.earlier)
    throw error
  }
}

/** All objects, in the order in which they were asked for: one request after the other, over one connection. */
const askObjects = async (
  asking: Asking,
  {requests, ignoreNotFound, managedFields}: Look & {of: 'objects'},
  take: Take,
): Promise<void> => {
  const keep: Take = object => take(managedFields ? object : withoutManagedFields(object))
  for (const request of requests) {
    if (request.name === undefined) {
      await askVersion(request, version => askList(asking, version, keep))
      continue
    }
    const object = await askVersion(request, version => askObject(asking, version))
    if (object) keep(object)
    else if (!ignoreNotFound) throw new NotUsed(`${request.path} is not there`)
  }
}

/**
 * What kubectl would print for a look, as JSON of the same value.
 * @param reader takes it in place of the result
 * @throws NotUsed for an answer other than what was asked for, and as `Connection.get`
 */
export const askDirectly = async (asking: Asking, look: Look, reader: ExecOptions['reader']): Promise<string> => {
  if (look.of === 'version') return JSON.stringify({serverVersion: await get(asking, '/version')})
  if (look.of === 'dry run') return askDryRun(asking, look)
  if (look.of === 'path') return askText(asking, look.path)
  const {requests} = look
  if (look.of === 'names') {
    await askObjects(asking, {of: 'objects', requests, ignoreNotFound: false, managedFields: true}, () => 0)
    return requests.map(({kind, name}) => `${kind.toLowerCase()}/${name}\n`).join('')
  }
  if (reader) {
    await askObjects(asking, look, object => reader.add(object))
    return ''
  }
  const texts: string[] = []
  await askObjects(asking, look, object => {
    const text = textOf(object)
    texts.push(text)
    return text.length
  })
  return textOfAll(texts, requests.length === 1 && requests[0]?.name !== undefined)
}

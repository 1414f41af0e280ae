import {isRecord} from '../../process/answer.ts'
import {loadKubeconfig} from '../../process/kubeconfig/read.ts'
import type {KubeAccess} from '../access.ts'
import {type Connection, connectTo} from './connection.ts'
import {directAccess} from './credentials.ts'
import {isPlain, type ObjectRequest, requestOf, resourceOf} from './resource-paths.ts'

/** As many objects as a page has: of each, little is sent. */
const PAGE = 2000

/** As much is taken of names, in characters: tens of thousands of them, more than a shell can show. */
const MAX_NAMES = 1024 * 1024

/** What is asked for in place of whole objects: tables without any, or what is known of each beside its content. */
const [TABLES, METADATA] = [
  'application/json;as=Table;g=meta.k8s.io;v=v1,application/json',
  'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
]

/** What a server answers where a resource may not be listed, or is not there: it must not hide the others. */
const WITHOUT: readonly number[] = [403, 404]

export interface NamesQuery {
  /** As kubectl takes them: `pod`, `deployments`. */
  kinds: readonly string[]
  /** True: without what belongs to another object. */
  free: boolean
  /** What has come when it aborts is the answer. */
  signal: AbortSignal
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** The names on a page of a table: its column of that format has them (Kubernetes' API conventions). */
const namesInTable = (page: Record<string, unknown>): string[] => {
  const column = listOf(page['columnDefinitions']).findIndex(({format}) => format === 'name')
  return listOf(page['rows']).flatMap(({cells}) => {
    const name: unknown = Array.isArray(cells) ? cells[column] : undefined
    return typeof name === 'string' ? name : []
  })
}

/** The names on a page of objects. */
const namesInList = (page: Record<string, unknown>, free: boolean): string[] =>
  listOf(page['items']).flatMap(({metadata}) => {
    const {name, ownerReferences} = isRecord(metadata) ? metadata : {}
    return typeof name === 'string' && !(free && listOf(ownerReferences).length > 0) ? name : []
  })

/** Adds the names of a resource to those that were found, page by page. @throws as `Connection.ask`, for a failure of the server */
const readNames = async (
  connection: Connection,
  signal: AbortSignal,
  {path, kind, earlier}: ObjectRequest,
  free: boolean,
  found: string[],
): Promise<void> => {
  let [next, length]: [string | undefined, number] = [undefined, 0]
  do {
    const query = new URLSearchParams({
      limit: String(PAGE),
      ...(free ? {} : {includeObject: 'None'}),
      ...(next === undefined ? {} : {continue: next}),
    })
    const accept = free ? METADATA : TABLES
    const {status, text} = await connection.ask({path: `${path}?${query}`, accept, signal, held: () => {}})
    if (status === 404 && earlier) return readNames(connection, signal, earlier, free, found)
    if (WITHOUT.includes(status)) return
    if (status !== 200) throw new Error(`${path} answers ${status}`)
    const page: unknown = JSON.parse(text)
    if (!isRecord(page) || !isRecord(page['metadata'])) throw new Error(`${path} answers something else`)
    for (const name of page['kind'] === 'Table' ? namesInTable(page) : namesInList(page, free)) {
      found.push(`${kind.toLowerCase()}/${name}`)
      length += name.length
    }
    next = page['metadata']['continue'] as string | undefined
  } while (next && length < MAX_NAMES)
}

/**
 * The names of objects as KIND/NAME, in the order of the kinds, asked from the API server with no more than the names:
 * of a list that is cut short by the signal, those that have come.
 * @returns undefined where only kubectl can ask, or the server fails: kubectl knows other ways, and has limits of its own
 */
export const namesDirectly = async (
  {kubeconfig, context, namespace: given}: KubeAccess,
  {kinds, free, signal}: NamesQuery,
): Promise<string[] | undefined> => {
  const resources = kinds.map(resourceOf)
  if (!resources.every(resource => resource !== undefined)) return undefined
  const found = resources.map((): string[] => [])
  try {
    const access = directAccess(await loadKubeconfig(kubeconfig, process.env, 'kept'), context)
    const namespace = given ?? access?.namespace
    if (!access || namespace === undefined || !isPlain(namespace)) return undefined
    const connection = connectTo(access)
    await Promise.all(
      resources.map((resource, at) =>
        readNames(connection, signal, requestOf(resource, {namespace}), free, found[at] as string[]),
      ),
    )
    return found.flat()
  } catch {
    // A kubeconfig that cannot be read, and a server that fails, are kubectl's to speak of.
    return signal.aborted ? found.flat() : undefined
  }
}

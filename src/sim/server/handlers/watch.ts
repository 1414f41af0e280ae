// watch: one JSON document a line for each change, from a revision on, for as long as the client listens.
import type {KubeObject} from '../../api/object.ts'
import {apiVersionOf} from '../../api/resource.ts'
import {type Change, changeOf} from '../../store/store.ts'
import {statusOf} from '../answer.ts'
import type {ResourceRequest, ServerContext} from '../context.ts'
import {checkListOptions, futureRevision, revisionOf} from '../list-options.ts'
import {shapeOf} from '../negotiation.ts'
import {objectText, partialObject} from '../object-text.ts'
import {flag, type Selection, selectionOf, wholeNumber} from '../query.ts'
import {includeObjectOf, tableText} from '../table.ts'

type EventType = 'ADDED' | 'BOOKMARK' | 'DELETED' | 'ERROR' | 'MODIFIED'

/** Milliseconds between two bookmarks. */
const BOOKMARK_PERIOD = 60_000
/** Seconds that a watch lasts for which the client names no limit; the real server draws from 30 to 60 minutes. */
const DEFAULT_TIMEOUT = 45 * 60
/** Bytes that may wait for a client that reads slowly, before its connection is closed; it then lists again. */
const MAX_BACKLOG = 16 * 1024 * 1024

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end'

/** Writes an object in the shape that the client asked for. */
const writerOf = (
  {type, query, raw}: ResourceRequest,
  {clock, kinds}: ServerContext,
): ((object: KubeObject) => string) => {
  const shape = shapeOf(raw.headers.accept)
  if (shape === 'Object') return objectText
  if (shape === 'PartialObjectMetadata') return object => JSON.stringify(partialObject(object))
  const include = includeObjectOf(query)
  const columns = kinds.columnsOf(type)
  let headed = true
  return object => {
    const {resourceVersion} = object.metadata
    const text = tableText(columns, [object], {resourceVersion}, {include, now: clock.now(), headed})
    headed = false
    return text
  }
}

/** What a change is to someone who sees only a part: an object that comes into it is new, one that leaves it is gone. */
export const seenThrough = (
  {type, object, previous}: Change,
  sees: (object: KubeObject) => boolean,
): {type: 'ADDED' | 'DELETED' | 'MODIFIED'; object: KubeObject} | undefined => {
  const before = previous !== undefined && sees(previous)
  const now = type !== 'DELETED' && sees(object)
  if (now) return {type: before ? 'MODIFIED' : 'ADDED', object}
  // As it was when it was last seen, with the revision at which it left.
  if (!before || !previous) return undefined
  const {resourceVersion} = object.metadata
  return {type: 'DELETED', object: {...previous, metadata: {...previous.metadata, resourceVersion}}}
}

interface Start {
  /** Objects that are sent as ADDED at first. */
  initial: KubeObject[]
  revision: number
  /** Whether a bookmark follows the first objects. */
  announced: boolean
}

const startOf = ({type, path, query}: ResourceRequest, {store}: ServerContext, selection: Selection): Start => {
  const asked = query.get('resourceVersion') ?? ''
  const revision = asked === '' ? 0 : revisionOf(asked)
  const wholeList = flag(query, 'sendInitialEvents')
  checkListOptions(query, 'watch')
  if (revision > store.revision) throw futureRevision(revision, store.revision)
  if (revision !== 0 && !wholeList) return {initial: [], revision, announced: false}
  const namespace = type.namespaced && path.namespace !== '' ? path.namespace : undefined
  return {
    initial: store.list(type, namespace).filter(selection.matches),
    revision: store.revision,
    announced: wholeList,
  }
}

/** Answers until the client goes, its time is up, or it falls too far behind. @throws ApiError before the first byte */
export const watch = (request: ResourceRequest, context: ServerContext): void => {
  const {type, path, query, response} = request
  const {store, clock} = context
  const selection = selectionOf(type, query)
  const timeout = wholeNumber(query, 'timeoutSeconds') || DEFAULT_TIMEOUT
  const bookmarks = flag(query, 'allowWatchBookmarks')
  const start = startOf(request, context, selection)
  const write = writerOf(request, context)
  const sees = (object: KubeObject): boolean =>
    (path.namespace === '' || object.metadata.namespace === path.namespace) && selection.matches(object)
  let calledOff = (): void => undefined
  const endings: (() => void)[] = []
  const finish = (): void => {
    for (const undo of endings.splice(0)) undo()
    calledOff()
  }
  let waiting: string[] = []
  /** Writes the events of this turn together, once their changes are on disk. */
  const flush = (): void => {
    const lines = waiting.join('')
    waiting = []
    if (lines === '' || response.writableEnded || response.destroyed) return
    context.commit()
    response.write(lines)
    if (response.writableLength <= MAX_BACKLOG) return
    finish()
    response.destroy()
  }
  const line = (kind: EventType, text: string): void => {
    if (waiting.length === 0) setImmediate(flush)
    waiting.push(`{"type":"${kind}","object":${text}}\n`)
  }
  const end = (): void => {
    finish()
    flush()
    response.end()
  }
  const bookmark = (annotations?: Record<string, string>): void => {
    const metadata = {
      resourceVersion: String(store.revision),
      creationTimestamp: null,
      ...(annotations && {annotations}),
    }
    line('BOOKMARK', JSON.stringify({kind: type.kind, apiVersion: apiVersionOf(type), metadata}))
  }
  const sendChange = (change: Change): void => {
    const ours = changeOf(type, change)
    const seen = ours && seenThrough(ours, sees)
    if (seen) line(seen.type, write(seen.object))
  }
  const beat = (): void => {
    bookmark()
    calledOff = clock.after(BOOKMARK_PERIOD, beat)
  }

  response.writeHead(200, {'Cache-Control': 'no-cache, private', 'Content-Type': 'application/json'})
  // kubectl waits for the headers, also where nothing changes for an hour.
  response.flushHeaders()
  for (const object of start.initial) line('ADDED', write(object))
  if (start.announced && bookmarks) bookmark({[INITIAL_EVENTS_END]: 'true'})
  try {
    for (const change of store.since(type, start.revision)) sendChange(change)
  } catch (error) {
    line('ERROR', JSON.stringify(statusOf(error)))
    end()
    return
  }
  endings.push(
    store.onChange(sendChange),
    clock.after(timeout * 1000, () => {
      if (bookmarks) bookmark()
      end()
    }),
  )
  if (bookmarks) calledOff = clock.after(BOOKMARK_PERIOD, beat)
  response.on('close', finish)
}

import {managedFieldsOf} from '../api-server/managed-fields.ts'
import type {Place} from '../api-server/objects.ts'
import {openApiProxy} from '../api-server/transport/proxy.ts'
import {listApi} from '../api-server/transport/request.ts'
import {type Follow, follow} from '../api-server/transport/watch.ts'
import {inOrder, momentOf} from '../kubernetes/events/moments.ts'
import {type EventSubject, relatedEvents} from '../kubernetes/events/related.ts'
import {sentenceOfEndpoints, sentenceOfStored} from '../kubernetes/events/sentences.ts'
import {deployment} from '../kubernetes/kinds/deployment.ts'
import {listPath} from '../kubernetes/kinds/index.ts'
import type {Kind} from '../kubernetes/kinds/kind.ts'
import {service} from '../kubernetes/kinds/service.ts'
import type {Endpoints, KubeEvent, KubeObject} from '../kubernetes/types.ts'
import {momentLine} from '../printers/events.ts'
import type {Workflow} from '../workflow/workflow.ts'

/** An object whose events are shown, with those of what belongs to it; without a kind, any of that name that runs pods. */
export interface ExplainedObject {
  kind?: Kind | undefined
  name: string
}

export interface ExplainOptions {
  place: Place
  /** What is changed; undefined for whatever happens in the namespace. */
  objects: readonly ExplainedObject[] | undefined
}

/** What follows a list needs of it, beside what is done with its objects. */
type Source<T extends KubeObject> = Pick<Follow<T>, 'kind' | 'path' | 'fieldSelector' | 'onChange'>

/**
 * When an object was stored last, in ms since the epoch, by the server's clock as the times of events are; by this
 * machine's for one that says nothing of its managers.
 */
const storedAt = (object: KubeObject): number => {
  const times = managedFieldsOf(object).map(({time = ''}) => Date.parse(time))
  const known = times.filter(time => !Number.isNaN(time))
  return known.length > 0 ? Math.max(...known) : Date.now()
}

/** Prints what happens as sentences. What was so at the beginning is left out. */
class Narrator {
  readonly #say: (line: string) => void
  readonly #subjects: readonly EventSubject[] | undefined
  /** Events that were printed, or were there before, by uid. */
  readonly #known = new Set<string>()
  #isBegun = false

  constructor(subjects: readonly EventSubject[] | undefined, say: (line: string) => void) {
    this.#subjects = subjects
    this.#say = say
  }

  readonly events = (objects: Iterable<KubeEvent>): void => {
    const related = relatedEvents([...objects], this.#subjects)
    const fresh = related.filter(({metadata: {uid = ''}}) => !this.#known.has(uid))
    for (const {metadata} of fresh) this.#known.add(metadata.uid ?? '')
    if (this.#isBegun) for (const moment of inOrder(fresh.map(momentOf))) this.#print(moment)
    this.#isBegun = true
  }

  /** Prints when an object is created and when its spec changes: a service has no generation, and changes seldom. */
  stored(): (objects: ReadonlyMap<string, KubeObject>) => void {
    return this.#changes(
      object => `${object.metadata.uid} ${object.metadata.generation ?? ''}`,
      (object, before) => sentenceOfStored(object, before !== undefined),
    )
  }

  endpoints(): (objects: ReadonlyMap<string, Endpoints>) => void {
    return this.#changes(sentenceOfEndpoints, sentenceOfEndpoints)
  }

  /** Prints a sentence on the only object of a list whenever `keyOf` it changes. */
  #changes<T extends KubeObject>(
    keyOf: (object: T) => string,
    sentenceOf: (object: T, before: T | undefined) => string,
  ) {
    let isFirst = true
    let known: T | undefined
    return (objects: ReadonlyMap<string, T>): void => {
      const [object] = objects.values()
      const before = known
      known = object
      if (!isFirst && object && (!before || keyOf(before) !== keyOf(object)))
        this.#printStored(object, sentenceOf(object, before))
      isFirst = false
    }
  }

  #printStored(object: KubeObject, sentence: string): void {
    const time = storedAt(object)
    this.#print({time, last: time, times: 1, sentence, object: '', type: 'Normal'})
  }

  #print(moment: Parameters<typeof momentLine>[0]): void {
    this.#say(`  ${momentLine({...moment, times: 1}, Date.now())}`)
  }
}

/** The lists that are followed besides the events: the objects, and where services lead. */
const sourcesOf = ({place, objects = []}: ExplainOptions, narrator: Narrator): Source<KubeObject>[] =>
  objects.flatMap(({kind = deployment, name}) => {
    const fieldSelector = `metadata.name=${name}`
    const stored = {kind: kind.kind, path: listPath(kind, place.namespace), fieldSelector, onChange: narrator.stored()}
    if (kind.kind !== service.kind) return [stored]
    const path = `/api/v1/namespaces/${place.namespace}/endpoints`
    const onChange = narrator.endpoints() as Source<KubeObject>['onChange']
    return [stored, {kind: 'Endpoints', path, fieldSelector, onChange}]
  })

/**
 * Does some work of a workflow, and prints meanwhile the events that come of it. Where these cannot be watched, a warning
 * says so, and the work is done all the same.
 * @param options undefined: the work is done, and nothing is printed
 * @returns what the work ends with. @throws what the work throws
 */
export const explaining = async <T>(
  flow: Workflow,
  options: ExplainOptions | undefined,
  work: () => Promise<T>,
): Promise<T> => {
  if (!options) return work()
  const {run, note} = flow
  const {place, objects} = options
  const proxy = await openApiProxy(run.exec, place)
  const ending = new AbortController()
  const signal = AbortSignal.any([run.signal, ending.signal])
  const narrator = new Narrator(
    objects?.map(({kind, name}) => ({kind: kind?.kind, name})),
    note,
  )
  let isBlind = false
  const warn = (error: unknown): void => {
    if (!isBlind && !signal.aborted) note(`warning: events cannot be shown: ${(error as Error).message}`)
    isBlind = true
  }
  /** Follows a list. `first` is over once it was read for the first time, or cannot be. */
  const begin = <K extends KubeObject>({
    onChange,
    ...source
  }: Source<K>): {first: Promise<void>; all: Promise<void>} => {
    const {promise: first, resolve} = Promise.withResolvers<void>()
    const onFound: Follow<K>['onChange'] = found => {
      onChange(found)
      resolve()
    }
    const all = follow<K>({proxy, signal, onAway: () => {}, ...source, onChange: onFound})
      .catch(warn)
      .finally(resolve)
    return {first, all}
  }
  const events: Source<KubeEvent> = {
    kind: 'Event',
    path: `/api/v1/namespaces/${place.namespace}/events`,
    onChange: found => narrator.events(found.values()),
  }
  const followed = [begin(events), ...sourcesOf(options, narrator).map(begin)]
  try {
    await Promise.all(followed.map(({first}) => first))
    return await work()
  } finally {
    // The last events may still be on their way.
    if (!isBlind && !signal.aborted)
      await listApi<KubeEvent>(proxy, events.kind, {path: events.path, signal}).then(
        ({items}) => narrator.events(items),
        warn,
      )
    ending.abort()
    await Promise.all(followed.map(({all}) => all))
    await proxy.close()
  }
}

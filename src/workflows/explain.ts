import type {Place} from '../api-server/objects.ts'
import {openWay} from '../api-server/transport/open-way.ts'
import {listApi} from '../api-server/transport/request.ts'
import {type Follow, follow} from '../api-server/transport/watch.ts'
import {deployment} from '../kubernetes/kinds/deployment.ts'
import {listPath} from '../kubernetes/kinds/index.ts'
import type {Kind} from '../kubernetes/kinds/kind.ts'
import {service} from '../kubernetes/kinds/service.ts'
import type {KubeEvent, KubeObject} from '../kubernetes/types.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {Narrator} from './narrator.ts'

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
  const proxy = await openWay(run.exec, place)
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
    narrator.release()
    ending.abort()
    await Promise.all(followed.map(({all}) => all))
    await proxy.close()
  }
}

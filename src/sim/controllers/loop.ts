import type {Clock} from '../clock.ts'
import type {Change, Store} from '../store/store.ts'
import {Retries} from './retries.ts'

/**
 * A controller compares what is wanted with what is, one object at a time, and takes the step that brings them closer.
 * It never acts on a change as such: a change only says which object is worth a look, and the look starts from
 * what the store holds by then. So nothing is lost when changes come all at once, twice, or after a restart.
 */
export interface Controller {
  readonly name: string
  /** How many milliseconds to wait after a change, so that many changes are answered by one look. */
  readonly batch?: (key: string) => number
  /** The keys of the objects that are worth a look after a change. At the start it is asked about all that is there. */
  affected(change: Change): Iterable<string>
  /**
   * Looks at one object, which may be gone.
   * @returns milliseconds after which to look again without any change; undefined for never
   */
  reconcile(key: string): number | undefined
  /** Ends what it has begun beside its loop, such as an index of objects. */
  stop?(): void
}

/** How many keys of each controller are reconciled before the event loop goes to others. */
const LOOKS_PER_TURN = 100

interface Work {
  readonly controller: Controller
  /** The queue: a key that is in it already is not added again. */
  readonly keys: Set<string>
  /** Looks to come; one a key, the earliest that was asked for. */
  readonly timers: Map<string, {due: number; cancel: () => void}>
  readonly retries: Retries
}

export interface LoopOptions {
  /** What is in it is looked at when it starts. */
  store: Store
  clock: Clock
  /** Called with what a controller threw; its object is looked at again later. */
  report: (error: unknown, what: string) => void
}

/**
 * Runs controllers in one process: changes of the store put keys into queues, and the queues are emptied in a turn of
 * their own, never inside of the change that filled them. Where nothing changes and nothing is due, nothing runs.
 */
export class Loop {
  readonly #options: LoopOptions
  readonly #work: Work[]
  readonly #unsubscribe: () => void
  #turn: NodeJS.Immediate | undefined

  constructor(controllers: readonly Controller[], options: LoopOptions) {
    this.#options = options
    this.#work = controllers.map(controller => ({
      controller,
      keys: new Set(),
      timers: new Map(),
      retries: new Retries(),
    }))
    for (const resource of options.store.resources())
      for (const object of options.store.list(resource)) {
        const revision = Number(object.metadata.resourceVersion)
        this.#enqueue({type: 'ADDED', resource, object, previous: undefined, revision})
      }
    this.#unsubscribe = options.store.onChange(change => this.#enqueue(change))
  }

  /** Asks for a look from outside of the store, such as when a port has begun to listen. */
  wake(controller: Controller, key: string): void {
    const work = this.#work.find(item => item.controller === controller)
    if (!work) throw new Error(`${controller.name} is not run by this loop`)
    this.#add(work, key)
  }

  stop(): void {
    this.#unsubscribe()
    clearImmediate(this.#turn)
    for (const {controller, timers, keys} of this.#work) {
      for (const {cancel} of timers.values()) cancel()
      timers.clear()
      keys.clear()
      controller.stop?.()
    }
  }

  #enqueue(change: Change): void {
    for (const work of this.#work)
      for (const key of work.controller.affected(change)) {
        const {batch} = work.controller
        if (batch === undefined) this.#add(work, key)
        else this.#later(work, key, batch(key))
      }
  }

  #add(work: Work, key: string): void {
    work.keys.add(key)
    this.#turn ??= setImmediate(() => this.#drain())
  }

  #later(work: Work, key: string, milliseconds: number): void {
    const {clock} = this.#options
    const due = clock.time() + milliseconds
    const planned = work.timers.get(key)
    if (planned && planned.due <= due) return
    planned?.cancel()
    const cancel = clock.after(milliseconds, () => {
      work.timers.delete(key)
      this.#add(work, key)
    })
    work.timers.set(key, {due, cancel})
  }

  #drain(): void {
    this.#turn = undefined
    for (const work of this.#work) {
      // Keys that come meanwhile wait for the next turn.
      const keys = [...work.keys].slice(0, LOOKS_PER_TURN)
      for (const key of keys) {
        work.keys.delete(key)
        this.#look(work, key)
      }
    }
    if (this.#work.some(({keys}) => keys.size > 0)) this.#turn ??= setImmediate(() => this.#drain())
  }

  #look(work: Work, key: string): void {
    work.timers.get(key)?.cancel()
    work.timers.delete(key)
    try {
      const again = work.controller.reconcile(key)
      work.retries.forget(key)
      if (again !== undefined) this.#later(work, key, again)
    } catch (error) {
      this.#options.report(error, `${work.controller.name} ${key}`)
      this.#later(work, key, work.retries.next(key))
    }
  }
}

import {managedFieldsOf} from '../api-server/managed-fields.ts'
import {inOrder, momentOf} from '../kubernetes/events/moments.ts'
import {type EventSubject, relatedEvents} from '../kubernetes/events/related.ts'
import {sentenceOfEndpoints, sentenceOfStored} from '../kubernetes/events/sentences.ts'
import type {Endpoints, KubeEvent, KubeObject} from '../kubernetes/types.ts'
import {momentLine} from '../printers/events.ts'

/**
 * When an object was stored last, in ms since the epoch, by the server's clock as the times of events are; by this
 * machine's for one that says nothing of its managers.
 */
const storedAt = (object: KubeObject): number => {
  const times = managedFieldsOf(object).map(({time = ''}) => Date.parse(time))
  const known = times.filter(time => !Number.isNaN(time))
  return known.length > 0 ? Math.max(...known) : Date.now()
}

type Printed = Parameters<typeof momentLine>[0]

/** Prints what happens as sentences. What was so at the beginning is left out. */
export class Narrator {
  readonly #say: (line: string) => void
  readonly #subjects: readonly EventSubject[] | undefined
  /** Events that were printed, or were there before, by uid. */
  readonly #known = new Set<string>()
  #isBegun = false
  /** How many of the objects are still to be made. What comes of them may be heard of first: each list has its own watch. */
  #awaited = 0
  /** What is printed once they are there. */
  #held: Printed[] = []

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
      true,
    )
  }

  endpoints(): (objects: ReadonlyMap<string, Endpoints>) => void {
    return this.#changes(sentenceOfEndpoints, sentenceOfEndpoints, false)
  }

  /** Prints what was held back. */
  release(): void {
    this.#awaited = 0
    for (const moment of this.#held.splice(0)) this.#print(moment)
  }

  /** Prints a sentence on the only object of a list whenever `keyOf` it changes. */
  #changes<T extends KubeObject>(
    keyOf: (object: T) => string,
    sentenceOf: (object: T, before: T | undefined) => string,
    isCause: boolean,
  ) {
    let isFirst = true
    let isAwaited = false
    let known: T | undefined
    return (objects: ReadonlyMap<string, T>): void => {
      const [object] = objects.values()
      const before = known
      known = object
      if (isFirst && isCause && !object) {
        isAwaited = true
        this.#awaited += 1
      }
      if (!isFirst && object && (!before || keyOf(before) !== keyOf(object))) {
        const time = storedAt(object)
        const moment = {time, last: time, times: 1, sentence: sentenceOf(object, before), object: '', type: 'Normal'}
        if (isCause) this.#write(moment)
        else this.#print(moment)
      }
      if (isAwaited && object) {
        isAwaited = false
        this.#awaited -= 1
        if (this.#awaited === 0) this.release()
      }
      isFirst = false
    }
  }

  #print(moment: Printed): void {
    if (this.#awaited > 0) this.#held.push(moment)
    else this.#write(moment)
  }

  #write(moment: Printed): void {
    this.#say(`  ${momentLine({...moment, times: 1}, Date.now())}`)
  }
}

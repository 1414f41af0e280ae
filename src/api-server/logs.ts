import {setTimeout as sleep} from 'node:timers/promises'
import type {Advice} from '../errors/advice.ts'
import {apiServer} from '../errors/known/index.ts'
import {workloadOf} from '../kubernetes/kinds/index.ts'
import {objectName} from '../kubernetes/object-name.ts'
import {isPodReady} from '../kubernetes/pod-status.ts'
import type {KubeObject, Pod} from '../kubernetes/types.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'
import type {NodeTrouble} from './diagnosis/nodes.ts'
import {inPlace} from './hints.ts'
import {readLines} from './kubectl.ts'
import {type LogOptions, lostPods, podsOfApp, type Source, sourcesOf} from './log-sources.ts'
import {getObjects, type Place, spoken} from './objects.ts'
import {stayLean} from './stay-lean.ts'

/** How often it is looked for pods that come and go, in ms. */
const LOOK_MS = 1500

/** Where lines go. */
export interface LogSink {
  /** One line of a container, as its bytes are, without the line feed. */
  line: (pod: string, container: string, line: Buffer) => void
  /** What happens to pods. */
  note: (text: string) => void
  /** What mends it. */
  advise: (advice: Advice) => void
}

/** @param isNew a container that appeared while others were followed: nothing of it is left out */
export const logArgs = (pod: string, container: string, options: LogOptions, isNew = false): string[] => [
  'logs',
  pod,
  '-c',
  container,
  ...(options.follow ? ['--follow'] : []),
  ...(options.since === undefined || isNew
    ? []
    : [`--since=${options.since}${/^\d+$/.test(options.since) ? 's' : ''}`]),
  ...(options.tail === undefined || isNew ? [] : [`--tail=${options.tail}`]),
  ...(options.previous ? ['--previous'] : []),
]

/** Says once of each node why the logs of its pods cannot be had, and what mends it. */
const warnOfLost = (lost: ReadonlyMap<string, NodeTrouble>, place: Place, sink: LogSink): void => {
  for (const [says, entries] of Map.groupBy(lost, ([, trouble]) => trouble.says)) {
    const names = entries.map(([name]) => name).join(', ')
    sink.note(`warning: no logs of ${names}: ${says}`)
    for (const advice of entries[0]?.[1].fix ?? []) sink.advise(inPlace(place, advice))
  }
}

/** Reads one container's log to its end. @returns false where there was none to read */
const read = async (
  exec: Exec,
  place: Place,
  {pod, status}: Source,
  options: LogOptions,
  sink: LogSink,
  isNew: boolean,
): Promise<boolean> => {
  const {name} = pod.metadata
  try {
    await readLines(exec, place, logArgs(name, status.name, options, isNew), {
      onOutput: line => sink.line(name, status.name, line),
      // A container that says nothing is followed in silence.
      waitsFor: options.follow ? undefined : apiServer(place),
    })
    return true
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error
    if (!options.follow) sink.note(`warning: ${name}/${status.name}: ${error.result.stderr.trim().split('\n').at(-1)}`)
    return false
  }
}

/** The logs of all pods of an app as they are now, one container after the other. @throws KubiaError NOT_FOUND */
export const printLogs = async (
  exec: Exec,
  place: Place,
  app: KubeObject,
  options: LogOptions,
  sink: LogSink,
): Promise<void> => {
  const pods = await podsOfApp(exec, place, app)
  const lost = await lostPods(exec, place, pods, options)
  warnOfLost(lost, place, sink)
  const sources = sourcesOf(pods, options).filter(({pod}) => !lost.has(pod.metadata.name))
  for (const source of sources) await read(exec, place, source, options, sink, false)
  if (sources.length > 0 || lost.size > 0) return
  const why = options.previous
    ? 'none of its containers was restarted'
    : pods.length === 0
      ? 'it has no pods'
      : 'none of its containers has started'
  sink.note(`${spoken(app)} has no logs: ${why}`)
}

const isOver = (app: KubeObject, pods: readonly Pod[]): boolean =>
  workloadOf(app)?.ends === true &&
  pods.length > 0 &&
  pods.every(({status}) => status?.phase === 'Succeeded' || status?.phase === 'Failed')

/**
 * Follows the logs of all pods of an app, also of those that come later, until it is interrupted; of a bare pod or a job
 * until it is over, and of anything until it is deleted.
 */
export const followLogs = async (
  exec: Exec,
  place: Place,
  app: KubeObject,
  options: LogOptions,
  sink: LogSink,
  signal: AbortSignal,
): Promise<void> => {
  const open = new Map<string, Promise<void>>()
  const seen = new Map<string, string>()
  /** Pods whose log could not be read: their nodes are asked about. */
  const unread = new Set<string>()
  /** Pods of which it was said that their node is down. */
  const warned = new Set<string>()
  let failure: unknown
  // The pods are listed again and again, for as long as it is followed.
  stayLean()
  for (let round = 0; failure === undefined; round++) {
    const pods = await podsOfApp(exec, place, app)
    for (const {metadata, spec} of pods) {
      const isNew = !seen.has(metadata.name)
      seen.set(metadata.name, spec.nodeName ?? '')
      if (isNew && round > 0) sink.note(`+ pod/${metadata.name}${spec.nodeName ? ` on ${spec.nodeName}` : ''}`)
    }
    for (const name of [...seen.keys()].filter(known => !pods.some(({metadata}) => metadata.name === known))) {
      seen.delete(name)
      sink.note(`- pod/${name} is gone`)
    }
    const doubtful = pods.filter(one => !isPodReady(one) || unread.has(one.metadata.name))
    const lost = await lostPods(exec, place, doubtful, options)
    warnOfLost(new Map([...lost].filter(([name]) => !warned.has(name))), place, sink)
    for (const {metadata} of pods) warned[lost.has(metadata.name) ? 'add' : 'delete'](metadata.name)
    for (const source of sourcesOf(pods, options)) {
      if (open.has(source.key) || lost.has(source.pod.metadata.name)) continue
      const reading = read(exec, place, source, options, sink, round > 0)
      open.set(
        source.key,
        reading.then(
          // What could not be read yet is tried again at the next look.
          found => {
            if (found) return
            open.delete(source.key)
            unread.add(source.pod.metadata.name)
          },
          error => {
            failure ??= error
          },
        ),
      )
    }
    if (round === 0 && pods.length === 0) sink.note('no pods yet')
    const isGone = pods.length === 0 && (await getObjects(exec, place, [objectName(app)])).length === 0
    if (isGone || isOver(app, pods)) {
      await Promise.all(open.values())
      return
    }
    await sleep(LOOK_MS, undefined, {signal}).catch(() => signal.throwIfAborted())
  }
  throw failure
}

import type {Clock} from '../clock.ts'
import type {ContainerStatus, Pod} from '../kinds/pod/types.ts'
import {programOf} from '../kubelet/programs.ts'

export interface LogLine {
  /** Milliseconds since the epoch. */
  time: number
  text: string
}

/** How many lines of each container are kept: the newest. */
const MOST_LINES = 1000
const LONGEST_LINE = 4096

type Follower = (line: LogLine) => void

/** What one container printed while it served; what it printed at its start and end is known from what it is. */
interface Log {
  containerId: string
  lines: LogLine[]
  followers: Set<Follower>
}

/** The logs of all containers, in memory: of each the one that runs and the one before. Idle containers cost nothing. */
export class LogBook {
  readonly #clock: Clock
  /** By pod and container; the newest last. */
  readonly #logs = new Map<string, Map<string, Log[]>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  write(pod: Pod, container: string, text: string): void {
    const {initContainerStatuses = [], containerStatuses = []} = pod.status
    const status = [...initContainerStatuses, ...containerStatuses].find(({name}) => name === container)
    if (!status?.containerID) return
    const log = this.#log(pod.metadata.uid, container, status.containerID)
    const line = {time: this.#clock.now().getTime(), text: text.slice(0, LONGEST_LINE)}
    log.lines.push(line)
    if (log.lines.length > MOST_LINES * 2) log.lines.splice(0, MOST_LINES)
    for (const follower of log.followers) follower(line)
  }

  /**
   * Everything that a container has printed, the oldest first.
   * @param previous of the container that ran before it
   */
  lines(pod: Pod, status: ContainerStatus, previous: boolean): LogLine[] {
    const state = previous ? status.lastState : status.state.waiting ? status.lastState : status.state
    const {running, terminated} = state
    const startedAt = running?.startedAt ?? terminated?.startedAt
    if (!startedAt) return []
    const id = terminated?.containerID ?? status.containerID ?? ''
    const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find(({name}) => name === status.name)
    const printed = spec ? programOf(pod, spec).output : []
    const served =
      this.#logs
        .get(pod.metadata.uid)
        ?.get(status.name)
        ?.find(log => log.containerId === id)?.lines ?? []
    const dying = terminated && terminated.exitCode !== 0 ? [`exiting with code ${terminated.exitCode}`] : []
    const at = (text: string, time: string): LogLine => ({time: Date.parse(time), text})
    return [
      ...printed.map(text => at(text, startedAt)),
      ...served.slice(-MOST_LINES),
      ...dying.map(text => at(text, terminated?.finishedAt ?? startedAt)),
    ]
  }

  /** Calls with every line that a container prints from now on. @returns a function that ends it */
  follow(pod: Pod, status: ContainerStatus, follower: Follower): () => void {
    if (!status.containerID) return () => {}
    const log = this.#log(pod.metadata.uid, status.name, status.containerID)
    log.followers.add(follower)
    return () => log.followers.delete(follower)
  }

  /** The pod is gone. */
  forget(uid: string): void {
    this.#logs.delete(uid)
  }

  #log(uid: string, container: string, containerId: string): Log {
    const pod = this.#logs.get(uid) ?? new Map<string, Log[]>()
    this.#logs.set(uid, pod)
    const logs = pod.get(container) ?? []
    const known = logs.find(log => log.containerId === containerId)
    if (known) return known
    const log: Log = {containerId, lines: [], followers: new Set()}
    pod.set(container, [...logs.slice(-1), log])
    return log
  }
}

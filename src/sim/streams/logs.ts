import type {ServerResponse} from 'node:http'
import {badRequest} from '../api/status.ts'
import type {Clock} from '../clock.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {ContainerStatus, Pod} from '../kinds/pod/types.ts'
import type {PodLogOptions} from '../server/streams.ts'
import type {Change, Store} from '../store/store.ts'
import type {LogBook, LogLine} from './log-book.ts'

/** The container whose log is meant. @throws ApiError BadRequest, with the API server's message */
export const containerOf = (pod: Pod, name: string | undefined): string => {
  const {name: podName} = pod.metadata
  const main = pod.spec.containers.map(container => container.name)
  const init = (pod.spec.initContainers ?? []).map(container => container.name)
  if (name !== undefined && name !== '') {
    if ([...main, ...init].includes(name)) return name
    throw badRequest(`container ${name} is not valid for pod ${podName}`)
  }
  const [only] = main
  if (only !== undefined && main.length + init.length === 1) return only
  const choice = `a container name must be specified for pod ${podName}, choose one of: [${main.join(' ')}]`
  throw badRequest(init.length === 0 ? choice : `${choice} or one of the init containers: [${init.join(' ')}]`)
}

/** What is known of a container that has something to show. @throws ApiError BadRequest, with the kubelet's message */
export const startedContainer = (pod: Pod, container: string, previous: boolean): ContainerStatus => {
  const {name} = pod.metadata
  if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`)
  const {initContainerStatuses = [], containerStatuses = []} = pod.status
  const status = [...initContainerStatuses, ...containerStatuses].find(each => each.name === container)
  if (previous) {
    if (status?.lastState.terminated) return status
    throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`)
  }
  if (status && (status.state.running || status.state.terminated || status.lastState.terminated)) return status
  const reason = status?.state.waiting?.reason
  const why: Readonly<Record<string, string>> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: 'trying and failing to pull image',
    InvalidImageName: 'the image name is invalid',
  }
  const what = reason === undefined ? 'not available' : `waiting to start: ${why[reason] ?? reason}`
  throw badRequest(`container "${container}" in pod "${name}" is ${what}`)
}

/** A time as logs have it, in nanoseconds. */
const stamp = ({time}: LogLine): string => `${new Date(time).toISOString().replace('Z', '000000Z')} `

/** The lines that are asked for. */
export const selectLines = (lines: readonly LogLine[], options: PodLogOptions, now: Date): LogLine[] => {
  const {sinceSeconds, sinceTime, tailLines} = options
  const since =
    sinceSeconds === undefined ? (sinceTime ? Date.parse(sinceTime) : 0) : now.getTime() - sinceSeconds * 1000
  const recent = lines.filter(({time}) => time >= since)
  return tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines)
}

export interface LogParts {
  book: LogBook
  store: Store
  clock: Clock
}

/** Answers a request for logs; with `follow` for as long as the container runs and the client listens. @throws ApiError */
export const serveLogs = (
  {book, store, clock}: LogParts,
  pod: Pod,
  options: PodLogOptions,
  response: ServerResponse,
) => {
  const container = containerOf(pod, options.container)
  const status = startedContainer(pod, container, options.previous)
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY
  const write = (line: LogLine): void => {
    const text = Buffer.from(`${options.timestamps ? stamp(line) : ''}${line.text}\n`)
    if (left > 0) response.write(text.subarray(0, Math.min(left, text.length)))
    left -= text.length
  }
  response.writeHead(200, {'Content-Type': 'text/plain'})
  for (const line of selectLines(book.lines(pod, status, options.previous), options, clock.now())) write(line)
  const isRunning = !options.previous && status.state.running !== undefined
  if (!options.follow || !isRunning || left <= 0) {
    response.end()
    return
  }
  response.flushHeaders()
  const unfollow = book.follow(pod, status, line => {
    write(line)
    if (left <= 0) response.end()
  })
  const unsubscribe = store.onChange(change => {
    if (hasEnded(change, pod, status)) response.end()
  })
  response.once('close', () => {
    unfollow()
    unsubscribe()
  })
}

const hasEnded = ({type, resource, object}: Change, {metadata}: Pod, {name, containerID}: ContainerStatus): boolean => {
  if (resource !== podResource || object.metadata.uid !== metadata.uid) return false
  const {initContainerStatuses = [], containerStatuses = []} = (object as Pod).status
  const now = [...initContainerStatuses, ...containerStatuses].find(status => status.name === name)
  return type === 'DELETED' || now?.containerID !== containerID || now?.state.running === undefined
}

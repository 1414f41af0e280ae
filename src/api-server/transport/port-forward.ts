import {request} from 'node:http'
import type {Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {PodConnection, PortForwardError, type Sender} from './pod-connection.ts'
import type {ApiProxy} from './proxy.ts'
import {errorOf} from './request.ts'
import {createFrameReader, dataHead, type Incoming, resetStream, synStream} from './spdy.ts'

/** What one slow reader may leave unread before its whole session waits for it, in bytes: SPDY has one pipe for all. */
const MAX_UNREAD = 4 * 1024 * 1024
const OPEN_MS = 10_000

/**
 * Kubelets and runtimes (moby/spdystream) hand the frames of a connection to five workers by the stream's number, and a
 * worker stands still once a stream has data that nobody takes, as after a refused connection. So each connection to a
 * port has a worker to itself, and one whose last connection may have left something behind is not used again.
 */
const WORKERS = 5
/** As much fits into a socket's buffer, whether or not the program reads it, in bytes. */
const SURELY_TAKEN = 64 * 1024

/** What a kubelet's runtime says when it never got as far as a connection to the port (containerd, CRI-O, dockershim). */
const NEVER_CONNECTED = /dial|connect|refused|not found|not running|sandbox|namespace/i

/** A pod: `{namespace: 'default', name: 'kubia-6d4f-x2'}`. */
export interface PodName {
  namespace: string
  name: string
}

/** Connections to the ports of one pod through the API server: up to five at a time over one connection to it. */
export interface PortForward {
  /** A connection to a port, which may fail with a PortForwardError; undefined where this way has no room for one. */
  connect(port: number): Duplex | undefined
  /** How many connections it carries. */
  readonly connections: number
  /** True where it will never have room again. */
  readonly isSpent: boolean
  close(): void
}

const upgrade = (proxy: ApiProxy, {namespace, name}: PodName): Promise<{socket: Socket; head: Buffer}> =>
  new Promise((resolve, reject) => {
    const sent = request({
      socketPath: proxy.socketPath,
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/pods/${name}/portforward`,
      headers: {
        connection: 'Upgrade',
        upgrade: 'SPDY/3.1',
        'x-stream-protocol-version': 'portforward.k8s.io',
        'content-length': 0,
      },
      agent: false,
      timeout: OPEN_MS,
    })
    sent.on('upgrade', (_, socket, head) => {
      ;(socket as Socket).setTimeout(0)
      resolve({socket: socket as Socket, head})
    })
    sent.on('response', response => void errorOf(proxy, response).then(reject, reject))
    sent.on('timeout', () => sent.destroy(new Error('the API server did not answer in time')))
    sent.on('error', reject)
    sent.end()
  })

/**
 * Opens a way to a pod's ports through the API server. Each connection is a pair of streams (error and data) of SPDY, as
 * `kubectl port-forward` has them; one that fails leaves the others alone.
 * @throws ApiError 404 where the pod is gone, KubiaError FORBIDDEN, the network's error
 */
export const openPortForward = async (proxy: ApiProxy, pod: PodName): Promise<PortForward> => {
  const {socket, head} = await upgrade(proxy, pod)
  const connections = new Map<number, PodConnection>()
  const free = new Set(Array.from({length: WORKERS}, (_, worker) => worker))
  /** Error streams that are open, by their id, with the connection that each belongs to. */
  const errors = new Map<number, PodConnection>()
  const readFrames = createFrameReader()
  let nextId = 1
  let isFirst = true
  let closed = false

  const end = (why: string): void => {
    if (closed) return
    closed = true
    socket.destroy()
    for (const connection of [...connections.values()]) connection.destroy(new PortForwardError(why, false))
  }
  const sender: Sender = {
    data(id, chunk, fin, done) {
      if (closed) return done(new PortForwardError('the pod is gone', false))
      socket.cork()
      socket.write(dataHead(id, chunk.length, fin))
      // Called once the bytes are sent, so that a slow pod slows its client.
      socket.write(chunk, error => done(error))
      process.nextTick(() => socket.uncork())
    },
    reset(id) {
      const connection = connections.get(id)
      connections.delete(id)
      errors.delete(id - 2 * WORKERS)
      const taken = connection && (connection.sent === 0 || connection.answered) && connection.sent <= SURELY_TAKEN
      if (taken && !connection.errored) free.add(id % WORKERS)
      if (!closed) socket.write(resetStream(id))
      sender.drained()
    },
    drained() {
      const isFull = [...connections.values()].some(({readableLength}) => readableLength > MAX_UNREAD)
      if (!isFull) socket.resume()
    },
  }
  const onError = (id: number, bytes: Buffer): void => {
    const connection = errors.get(id)
    if (!connection) return
    const text = bytes.toString().trim()
    connection.destroy(new PortForwardError(text, connection.received === 0 && NEVER_CONNECTED.test(text)))
  }
  /** The end of the data counts once the error stream has ended too: it may still say why. */
  const onEnd = (id: number): void => {
    const ofErrors = errors.get(id)
    const connection = ofErrors ?? connections.get(id)
    if (!connection) return
    if (ofErrors) errors.delete(id)
    else connection.isOver = true
    if (connection.isOver && ![...errors.values()].includes(connection)) connection.push(null)
  }
  const onFrame = (frame: Incoming): void => {
    switch (frame.type) {
      case 'data': {
        const connection = connections.get(frame.id)
        if (!connection) return onError(frame.id, frame.bytes)
        connection.received += frame.bytes.length
        connection.answered = true
        connection.push(frame.bytes)
        if (connection.readableLength > MAX_UNREAD) socket.pause()
        return
      }
      case 'end':
        return onEnd(frame.id)
      case 'reset':
        if (connections.has(frame.id)) connections.get(frame.id)?.destroy(new PortForwardError('reset', false))
        return
      case 'ping':
        return void socket.write(frame.frame)
      case 'goAway':
        return end('the pod is gone')
    }
  }
  const onData = (chunk: Buffer): void => {
    try {
      for (const frame of readFrames(chunk)) onFrame(frame)
    } catch (error) {
      end((error as Error).message)
    }
  }
  socket.on('error', error => end(error.message))
  socket.on('close', () => end('the connection to the pod was lost'))
  socket.on('data', onData)
  if (head.length > 0) onData(head)

  return {
    connect(port) {
      const [worker] = free
      if (closed || worker === undefined) return undefined
      free.delete(worker)
      // Stream numbers of a client are odd, and grow.
      while (nextId % WORKERS !== worker) nextId += 2
      const [errorId, id] = [nextId, nextId + 2 * WORKERS]
      const connection = new PodConnection(sender, id)
      const names = {port: String(port), requestid: String(id)}
      connections.set(id, connection)
      errors.set(errorId, connection)
      socket.write(
        Buffer.concat([
          synStream(errorId, {streamtype: 'error', ...names}, {first: isFirst, fin: true}),
          synStream(id, {streamtype: 'data', ...names}, {first: false, fin: false}),
        ]),
      )
      nextId = id + 2
      isFirst = false
      return connection
    },
    get connections() {
      return connections.size
    },
    get isSpent() {
      return closed || (free.size === 0 && connections.size === 0)
    },
    close: () => end('closed'),
  }
}

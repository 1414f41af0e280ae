import type {IncomingMessage} from 'node:http'
import {Agent, type AgentOptions, request} from 'node:https'
import {pipeline, type Readable} from 'node:stream'
import {checkServerIdentity, createSecureContext} from 'node:tls'
import {createGunzip} from 'node:zlib'
import {isLoopback} from '../../process/proxies.ts'
import type {DirectAccess} from './credentials.ts'

/** How long a server may say nothing, in ms: kubectl is asked then, which has limits of its own. */
const SILENCE_MS = 4000
/** The longest answer that is read, in bytes: a page of 500 objects has some MB. */
const MAX_ANSWER = 64 * 1024 * 1024
/** As many connections are kept open: a handshake takes longer than requests that follow one another on this machine. */
const [MAX_SOCKETS_HERE, MAX_SOCKETS] = [1, 4]

export interface Answer {
  status: number
  text: string
  /** Whether the server warns of something. */
  hasWarning: boolean
}

export interface Question {
  /** From the root, with its query. */
  path: string
  /** A manifest as JSON, for a server-side apply. */
  manifest?: string
  /** The form of the answer, as `accept` has it; JSON of whole objects, if not given. */
  accept?: string
  signal: AbortSignal
  /** Called with the size of each piece of the answer, in bytes. */
  held: (bytes: number) => void
}

/** Connections to an API server that are kept open for the next request. They do not keep the process alive. */
export interface Connection {
  readonly access: DirectAccess
  /**
   * Asks, and once more where a connection that was kept open had ended.
   * @throws the network's error, for silence and for an answer that is too long, too; the signal's reason
   */
  ask(question: Question): Promise<Answer>
  /**
   * Sends a request over a connection that no other request has meanwhile, which may be silent for as long as it likes
   * once it stands. Connections of requests that have ended are used again.
   * @returns the answer as soon as its head is there @throws the network's error; the signal's reason
   */
  send(path: string, options: {accept?: string | undefined; signal: AbortSignal}): Promise<IncomingMessage>
  /** Ends the connections of `send` that wait for nothing. */
  close(): void
}

/** The bytes of an answer; a failure of its connection is one of theirs. */
const decoded = (response: IncomingMessage): Readable =>
  response.headers['content-encoding'] === 'gzip' ? pipeline(response, createGunzip(), () => {}) : response

const readBody = async (response: IncomingMessage, held: (bytes: number) => void): Promise<string> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of decoded(response) as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    held(chunk.length)
    if (length > MAX_ANSWER) throw new Error(`an answer has more than ${MAX_ANSWER} bytes`)
  }
  return Buffer.concat(chunks).toString()
}

/** Opens no connection yet. The server's certificate is checked as kubectl does: its names alone count, not its subject. */
export const connectTo = (access: DirectAccess): Connection => {
  const {servername, rejectUnauthorized, ...credentials} = access.tls
  const tls: AgentOptions = {
    ...(servername === undefined ? {} : {servername}),
    rejectUnauthorized,
    // One for all connections: each of its own would read the certificates again, and hold them.
    secureContext: createSecureContext({...credentials, minVersion: 'TLSv1.2'}),
    checkServerIdentity: (host, certificate) =>
      certificate.subjectaltname === undefined
        ? new Error('the certificate has no names')
        : checkServerIdentity(host, certificate),
  }
  const isHere = isLoopback(new URL(access.server).hostname)
  const agent = new Agent({...tls, keepAlive: true, maxSockets: isHere ? MAX_SOCKETS_HERE : MAX_SOCKETS})
  let streams: Agent | undefined
  const headers = {
    accept: 'application/json',
    ...(access.compresses ? {'accept-encoding': 'gzip'} : {}),
    ...(access.authorization === undefined ? {} : {authorization: access.authorization}),
  }
  const ask = (question: Question, isAgain: boolean): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const {path, manifest, accept = headers.accept, signal, held} = question
      const fail = (error: unknown): void => reject(signal.aborted ? signal.reason : error)
      const options = {
        agent,
        signal,
        method: manifest === undefined ? 'GET' : 'PATCH',
        headers: {...headers, accept, ...(manifest && {'content-type': 'application/apply-patch+yaml'})},
      }
      const asked = request(`${access.server}${path}`, options, response => {
        const {statusCode: status = 0, headers: said} = response
        readBody(response, held).then(text => resolve({status, text, hasWarning: said['warning'] !== undefined}), fail)
      })
      asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error('the server says nothing')))
      asked.on('error', (error: NodeJS.ErrnoException) => {
        if (asked.reusedSocket && error.code === 'ECONNRESET' && !isAgain && !signal.aborted)
          ask(question, true).then(resolve, reject)
        else fail(error)
      })
      asked.end(manifest)
    })
  const send = (path: string, options: Parameters<Connection['send']>[1], isAgain: boolean): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const {accept = headers.accept, signal} = options
      // What has ended leaves its connection to the next one: the logs of a thousand pods need no thousand handshakes.
      streams ??= new Agent({...tls, keepAlive: true})
      const {authorization} = access
      const own = {accept, ...(authorization === undefined ? {} : {authorization})}
      const asked = request(`${access.server}${path}`, {agent: streams, headers: own, signal}, resolve)
      asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error('the server says nothing')))
      asked.on('socket', socket => {
        if (asked.reusedSocket) asked.setTimeout(0)
        else socket.once('secureConnect', () => asked.setTimeout(0))
      })
      asked.on('error', (error: NodeJS.ErrnoException) => {
        if (asked.reusedSocket && error.code === 'ECONNRESET' && !isAgain && !signal.aborted)
          send(path, options, true).then(resolve, reject)
        else reject(signal.aborted ? signal.reason : error)
      })
      asked.end()
    })
  return {
    access,
    ask: question => ask(question, false),
    send: (path, options) => send(path, options, false),
    close: () => streams?.destroy(),
  }
}

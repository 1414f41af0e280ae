import type {IncomingMessage} from 'node:http'
import {Agent, request} from 'node:https'
import {checkServerIdentity} from 'node:tls'
import type {DirectAccess} from './credentials.ts'

/** How long a server may say nothing, in ms: kubectl is asked then, which has limits of its own. */
const SILENCE_MS = 4000
/** The longest answer that is read, in bytes: a page of 500 objects has some MB. */
const MAX_ANSWER = 64 * 1024 * 1024
/** As many connections as are open at once: the requests of one look follow one another over one of them. */
const MAX_SOCKETS = 4

export interface Answer {
  status: number
  text: string
}

/** Connections to an API server that are kept open for the next request. They do not keep the process alive. */
export interface Connection {
  readonly access: DirectAccess
  /**
   * Asks for a path, from the root.
   * @param held called with the size of each piece of the answer, in bytes
   * @throws the network's error, for silence and for an answer that is too long, too; the signal's reason
   */
  get(path: string, signal: AbortSignal, held: (bytes: number) => void): Promise<Answer>
}

const readBody = async (response: IncomingMessage, held: (bytes: number) => void): Promise<string> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    held(chunk.length)
    if (length > MAX_ANSWER) throw new Error(`an answer has more than ${MAX_ANSWER} bytes`)
  }
  return Buffer.concat(chunks).toString()
}

/** Opens no connection yet. The server's certificate is checked as kubectl does: its names alone count, not its subject. */
export const connectTo = (access: DirectAccess): Connection => {
  const agent = new Agent({
    ...access.tls,
    keepAlive: true,
    maxSockets: MAX_SOCKETS,
    minVersion: 'TLSv1.2',
    checkServerIdentity: (host, certificate) =>
      certificate.subjectaltname === undefined
        ? new Error('the certificate has no names')
        : checkServerIdentity(host, certificate),
  })
  const headers = {
    accept: 'application/json',
    ...(access.authorization === undefined ? {} : {authorization: access.authorization}),
  }
  return {
    access,
    get: (path, signal, held) =>
      new Promise((resolve, reject) => {
        const fail = (error: unknown): void => reject(signal.aborted ? signal.reason : error)
        const asked = request(`${access.server}${path}`, {agent, headers, signal}, response => {
          readBody(response, held).then(text => resolve({status: response.statusCode ?? 0, text}), fail)
        })
        asked.setTimeout(SILENCE_MS, () => asked.destroy(new Error('the server says nothing')))
        asked.on('error', fail)
        asked.end()
      }),
  }
}

import type {Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {setTimeout as sleep} from 'node:timers/promises'
import {PortForwardError} from '../../api-server/transport/pod-connection.ts'

/** How much of a client's data is kept until its pod answers, so that another pod can get it, in bytes. */
const MAX_KEPT = 1024 * 1024
/** How long other pods are tried after one refuses, in ms. */
const REFUSED_MS = 5000
const REFUSED_PAUSE_MS = 50

/** TCP keepalive starts after this idle time, in ms: a pod may go away without closing its connections. */
export const KEEPALIVE_MS = 5000

/** Joins a client and an established connection, until both directions have ended or one side failed. */
export const relay = (client: Socket, upstream: Socket): void => {
  const fail = (): void => {
    if (!client.destroyed) client.resetAndDestroy()
    upstream.destroy()
  }
  upstream.setKeepAlive(true, KEEPALIVE_MS)
  client.on('error', fail).on('close', () => upstream.destroy())
  upstream.on('error', fail).on('close', () => client.destroySoon())
  client.pipe(upstream)
  upstream.pipe(client)
}

/**
 * Joins a client and a connection that may not be established yet: the API server reports a refusal later.
 * Until the pod has answered, what the client sent is kept, and goes to another pod where it reached none.
 * @param connect begins a connection to the next pod
 */
export const relayUnproved = (client: Socket, connect: () => Promise<Duplex>): void => {
  let kept: Buffer[] | undefined = []
  let keptBytes = 0
  let upstream: Duplex | undefined
  let ended = false
  const startedAt = performance.now()

  const giveUp = (): void => {
    if (!client.destroyed) client.resetAndDestroy()
    upstream?.destroy()
  }
  const attach = (connection: Duplex): void => {
    upstream = connection
    for (const chunk of kept ?? []) connection.write(chunk)
    if (ended) connection.end()
    connection.on('data', (chunk: Buffer) => {
      kept = undefined
      if (!client.write(chunk)) connection.pause()
    })
    connection.on('drain', () => client.resume())
    connection.on('end', () => client.end())
    connection.on('error', error => {
      const mayRepeat = error instanceof PortForwardError && error.neverConnected && kept !== undefined
      if (!mayRepeat || client.destroyed || performance.now() - startedAt > REFUSED_MS) return giveUp()
      client.pause()
      upstream = undefined
      void sleep(REFUSED_PAUSE_MS).then(begin)
    })
    client.resume()
  }
  const begin = async (): Promise<void> => {
    try {
      const connection = await connect()
      if (client.destroyed) connection.destroy()
      else attach(connection)
    } catch {
      giveUp()
    }
  }

  client.on('data', (chunk: Buffer) => {
    keptBytes += chunk.length
    if (keptBytes > MAX_KEPT) kept = undefined
    kept?.push(chunk)
    if (upstream?.write(chunk) === false) client.pause()
  })
  client.on('drain', () => upstream?.resume())
  client.on('end', () => {
    ended = true
    upstream?.end()
  })
  client.on('error', () => upstream?.destroy()).on('close', () => upstream?.destroy())
  client.pause()
  void begin()
}

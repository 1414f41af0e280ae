import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {join} from 'node:path'
import type {Duplex} from 'node:stream'
import {onTestFinished} from 'vitest'
import type {ApiProxy} from '../../../src/api-server/transport/proxy.ts'
import {temporaryFolder} from '../../support/temporary.ts'

/** What `kubectl proxy` stands for: an API server on a socket, as a test wants it. */
export const apiServer = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  onUpgrade?: (socket: Duplex, request: IncomingMessage) => void,
): Promise<ApiProxy> => {
  const folder = temporaryFolder()
  const socketPath = join(folder, 'api')
  const server = createServer(answer)
  if (onUpgrade) server.on('upgrade', (request, socket) => onUpgrade(socket, request))
  await new Promise<void>(resolve => server.listen(socketPath, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {socketPath, folder, close: async () => {}}
}

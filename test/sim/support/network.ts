import {once} from 'node:events'
import {get} from 'node:http'
import {connect, type Socket} from 'node:net'

/** What a GET is answered with, on a connection of its own; the code of the error where there is no answer. */
export const fetchText = (address: string, port: number): Promise<string> =>
  new Promise(resolve => {
    const request = get({host: address, port, agent: false, headers: {Connection: 'close'}}, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(Buffer.concat(chunks).toString()))
    })
    request.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })

/** A connection that stays open. */
export const openConnection = async (address: string, port: number): Promise<Socket> => {
  const socket = connect(port, address)
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Sends a request on an open connection and waits for what is said. */
export const ask = async (socket: Socket): Promise<string> => {
  socket.write('GET / HTTP/1.1\r\nHost: kubia\r\n\r\n')
  const [answer] = (await once(socket, 'data')) as [Buffer]
  return answer.toString().split('\r\n').at(-1) ?? ''
}

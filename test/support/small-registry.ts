import {createHash} from 'node:crypto'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'

/** A registry of a test, in memory. */
export interface SmallRegistry {
  /** As images are named: `localhost:40123`. */
  host: string
  /** The manifests that were pushed, as `app:v1`, in their order. */
  pushed: () => string[]
  close: () => Promise<void>
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** Starts a registry that takes pushes, and gives back what was pushed: the part of the OCI distribution API that a push needs. */
export const startRegistry = async (): Promise<SmallRegistry> => {
  const blobs = new Map<string, Buffer>()
  const manifests = new Map<string, Buffer>()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const {pathname, searchParams} = new URL(request.url ?? '/', 'http://registry')
    const body = await bodyOf(request)
    const end = (status: number, headers: Record<string, string> = {}, text: Buffer | string = ''): void => {
      response.writeHead(status, {'Docker-Distribution-Api-Version': 'registry/2.0', ...headers})
      response.end(request.method === 'HEAD' ? '' : text)
    }
    const [, name = '', kind = '', reference = ''] = /^\/v2\/(.+)\/(blobs|manifests)\/(.+)$/.exec(pathname) ?? []
    if (pathname === '/v2/') return end(200, {}, '{}')
    if (kind === 'manifests' && request.method === 'PUT') {
      manifests.set(`${name}:${reference}`, body)
      return end(201, {'Docker-Content-Digest': digestOf(body)})
    }
    if (kind === 'blobs' && request.method === 'POST')
      return end(202, {Location: `/v2/${name}/blobs/uploads/1`, 'Docker-Upload-UUID': '1', Range: '0-0'})
    if (kind === 'blobs' && request.method === 'PATCH') {
      blobs.set('upload', body)
      const range = `0-${Math.max(0, body.length - 1)}`
      return end(202, {Location: `/v2/${name}/blobs/uploads/1`, 'Docker-Upload-UUID': '1', Range: range})
    }
    if (kind === 'blobs' && request.method === 'PUT') {
      const digest = searchParams.get('digest') ?? ''
      const bytes = [body, blobs.get('upload') ?? body].find(one => digestOf(one) === digest)
      if (!bytes) return end(400, {}, '{"errors":[{"code":"DIGEST_INVALID"}]}')
      blobs.set(digest, bytes)
      return end(201, {Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest})
    }
    const found = kind === 'blobs' ? blobs.get(reference) : manifests.get(`${name}:${reference}`)
    if (!found) return end(404, {}, `{"errors":[{"code":"${kind === 'blobs' ? 'BLOB' : 'MANIFEST'}_UNKNOWN"}]}`)
    return end(200, {'Content-Length': String(found.length), 'Docker-Content-Digest': digestOf(found)}, found)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `localhost:${(server.address() as AddressInfo).port}`,
    pushed: () => [...manifests.keys()],
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

import {request} from 'node:https'

export interface Reply {
  code: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever a server answers, to be held against another's
  body: any
}

/** Sends one request to an API server. */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>

interface Config {
  clusters: [{cluster: {server: string; 'certificate-authority-data': string}}]
  users: [{user: {'client-certificate-data': string; 'client-key-data': string}}]
}

/** @param config of one context, as `kubectl config view --raw --flatten --minify -o json` prints it */
export const apiClient = (config: string): Ask => {
  const {clusters, users} = JSON.parse(config) as Config
  const {server, 'certificate-authority-data': ca} = clusters[0].cluster
  const {'client-certificate-data': cert, 'client-key-data': key} = users[0].user
  const decode = (data: string) => Buffer.from(data, 'base64')
  const options = {ca: decode(ca), cert: decode(cert), key: decode(key)}
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const content = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
      const type = content === undefined ? {} : {'content-type': 'application/json'}
      const asked = request(`${server}${path}`, {method, ...options, headers: {...type, ...headers}}, response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const isJson = response.headers['content-type']?.startsWith('application/json')
          resolve({code: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : text})
        })
      })
      asked.once('error', reject)
      asked.end(content)
    })
}

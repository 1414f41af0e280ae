import {readFileSync} from 'node:fs'
import {Agent, request} from 'node:https'

/** What a simulated cluster says of itself: where it is, and how it is entered. */
export interface Description {
  server: string
  caData: string
  clientCertificateData: string
  clientKeyData: string
}

/** Sends requests to the API server of a cluster. */
export const connect = ({server, caData, clientCertificateData, clientKeyData}: Description) => {
  const decode = (data: string): Buffer => Buffer.from(data, 'base64')
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8,
    ca: decode(caData),
    cert: decode(clientCertificateData),
    key: decode(clientKeyData),
  })
  return (method: string, path: string, body?: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body)
      const asked = request(
        `${server}${path}`,
        // Without a length Node sends the body of a DELETE as if it were another request.
        {method, agent, headers: {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)}},
        answer => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('end', () => {
            const said = Buffer.concat(chunks).toString()
            if ((answer.statusCode ?? 500) < 300) resolve(said)
            else reject(new Error(`${method} ${path}: ${said.slice(0, 300)}`))
          })
        },
      )
      asked.on('error', reject)
      asked.end(text)
    })
}

export type Ask = ReturnType<typeof connect>

/** Resident memory of a process, in MB. */
export const memory = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** Processor time of a process so far, in ms; the clock tick of Linux is 10 ms (proc(5), sysconf(3)). */
export const processorTime = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

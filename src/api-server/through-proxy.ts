import {KubiaError} from '../errors/kubia-error.ts'
import {proxyOf, withoutLogin} from '../process/proxies.ts'

/** Failures that may be a proxy's: it refuses the connection, answers in the server's place, or shows its own certificate. */
const PERHAPS_OF_PROXY: readonly string[] = ['API_UNREACHABLE', 'API_FAILING', 'API_UNTRUSTED', 'NOT_KUBERNETES']

/** What is said behind a failure of a server that kubectl asks through a proxy: which one; empty where it asks none. */
export const describeProxy = (server = ''): string => {
  const proxy = proxyOf(server, process.env)
  return proxy ? `; it was asked through ${proxy.name} ${withoutLogin(proxy.value)}` : ''
}

/** The same failure, saying that a proxy was asked in the place of the API server, where one was. */
export const throughProxy = (error: KubiaError, server = ''): KubiaError => {
  const asked = PERHAPS_OF_PROXY.includes(error.code) ? describeProxy(server) : ''
  if (asked === '') return error
  const {hostname} = new URL(server)
  return new KubiaError(error.code, `${error.message}${asked}`, {
    ...error.details,
    fix: [
      {command: `export NO_PROXY="\${NO_PROXY:+$NO_PROXY,}${hostname}"`, comment: 'asks the server itself'},
      ...(error.details.fix ?? []),
    ],
  })
}

import {type Check, type Finding, notHere, warn} from '../cluster/check.ts'
import {definitionOf} from '../cluster/providers/index.ts'
import {excepted, holds, proxiesIn, withoutLogin} from '../process/proxies.ts'

/** curl and others take ALL_PROXY where there is no nearer one. */
const PROXY_NAMES: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']

/** What leads to this machine and must never go through a proxy: services may have any of its own addresses. */
const OWN = ['localhost', '127.0.0.1', '127.0.0.0/8']
/**
 * What else is inside of clusters: the names of services, and the range that docker takes the addresses of nodes from
 * where its daemon.json says nothing. kind adds its own to what it hands on to its nodes.
 */
const INSIDE = ['.svc', '.cluster.local', '172.16.0.0/12']
/** The ranges that kind gives to services and pods where its config says nothing. */
const RANGES = ['10.96.0.0/16', '10.244.0.0/16']

/** Go's programs never ask a proxy for this machine; curl and many others do. */
export const checkNoProxy = (env: NodeJS.ProcessEnv, ranges: readonly string[] = RANGES): Finding => {
  const [first] = proxiesIn(env, PROXY_NAMES)
  if (!first) return notHere('none is set')
  const entries = excepted(env)
  const found = withoutLogin(first.value)
  if (entries.includes('*')) return found
  const missing = [...OWN, ...ranges, ...INSIDE].filter(
    name => !entries.some(entry => entry === name || holds(entry, name)),
  )
  if (!OWN.some(name => missing.includes(name))) return found
  return warn(
    found,
    'PROXY_SETTINGS',
    `${first.name} is set and NO_PROXY lacks ${missing.filter(name => OWN.includes(name)).join(' and ')}: curl would ask the proxy for the apps of a local cluster`,
    [{command: `export NO_PROXY="\${NO_PROXY:+$NO_PROXY,}${missing.join(',')}"`}],
  )
}

/** The proxies of the environment, as this machine sees them. */
export const proxyCheck: Check = {
  id: 'proxy',
  title: 'proxy',
  commands: ['up'],
  forNewNodes: true,
  run: async ({request: {provider, spec}}) => {
    const {ranges, fields} = definitionOf(provider)
    return checkNoProxy(process.env, spec && ranges?.(fields(spec)))
  },
}

import {type Check, type Finding, notHere, warn} from '../cluster/check.ts'
import {makingOf} from '../cluster/providers/making.ts'
import {excepted, holds, proxiesIn, withoutLogin} from '../process/proxies.ts'

/** curl and others take ALL_PROXY where there is no nearer one. */
const PROXY_NAMES: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']

/** What leads to this machine and must never go through a proxy: services may have any of its own addresses. */
const OWN = ['localhost', '127.0.0.1', '127.0.0.0/8']
/** The names of services. */
const INSIDE = ['.svc', '.cluster.local']

/** Go's programs never ask a proxy for this machine; curl and many others do. */
export const checkNoProxy = (env: NodeJS.ProcessEnv, ranges: readonly string[] = []): Finding => {
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
    const {ranges, fields} = makingOf(provider)
    return checkNoProxy(process.env, ranges?.(spec ? fields(spec) : {}))
  },
}

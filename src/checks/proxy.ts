import {BlockList, isIPv4} from 'node:net'
import {type Check, type Finding, notHere, warn} from '../cluster/check.ts'
import {proxiesIn, proxyVariable, withoutLogin} from '../process/proxies.ts'

/** curl and others take ALL_PROXY where there is no nearer one. */
const PROXY_NAMES: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY']

/** What leads to this machine and must never go through a proxy. */
const OWN = ['localhost', '127.0.0.1']
/** The ranges that kind gives to services and pods where its config says nothing; kind passes its own to its nodes. */
const RANGES = ['10.96.0.0/16', '10.244.0.0/16']

/** Whether an entry of NO_PROXY is an address range that holds an address, or the beginning of another range. */
const holds = (entry: string, name: string): boolean => {
  const [network = '', bits = ''] = entry.split('/')
  const [address = ''] = name.split('/')
  if (!isIPv4(network) || !isIPv4(address) || !/^(?:[12]?\d|3[0-2])$/.test(bits)) return false
  const range = new BlockList()
  range.addSubnet(network, Number(bits))
  return range.check(address)
}

/** Go's programs never ask a proxy for this machine; curl and many others do. */
export const checkNoProxy = (env: NodeJS.ProcessEnv): Finding => {
  const [first] = proxiesIn(env, PROXY_NAMES)
  if (!first) return notHere('none is set')
  const excepted = proxyVariable(env, 'NO_PROXY')
    .split(',')
    .map(entry => entry.trim())
  const found = withoutLogin(first.value)
  if (excepted.includes('*')) return found
  const missing = [...OWN, ...RANGES].filter(name => !excepted.some(entry => entry === name || holds(entry, name)))
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
  run: async () => checkNoProxy(process.env),
}

import {BlockList, isIPv4} from 'node:net'
import {PROVIDERS} from '../cluster/providers/index.ts'
import {type Check, type Finding, notHere, warn} from './check.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The variables that kind hands on to its nodes; Go's programs read no other ones. */
const HANDED_ON: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY']
/** curl and others take ALL_PROXY where there is no nearer one. */
const PROXY_NAMES: readonly string[] = [...HANDED_ON, 'ALL_PROXY']

const read = (env: Environment, name: string): string => env[name] || env[name.toLowerCase()] || ''

const proxies = (env: Environment, names: readonly string[]): {name: string; value: string}[] =>
  names.map(name => ({name, value: read(env, name)})).filter(({value}) => value !== '')

/** A proxy's address without what may be secret in it. */
const withoutLogin = (value: string): string => value.replace(/\/\/[^@/]*@/, '//')

const isLoopback = (value: string): boolean =>
  /^(?:\w+:\/\/)?(?:[^@/]*@)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/i.test(value)

/** What leads to this machine and must never go through a proxy. */
const OWN = ['localhost', '127.0.0.1']
/** The ranges that kind gives to services and pods where its config says nothing; kind tells its nodes by itself. */
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
export const checkNoProxy = (env: Environment): Finding => {
  const [first] = proxies(env, PROXY_NAMES)
  if (!first) return notHere('none is set')
  const excepted = read(env, 'NO_PROXY')
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
    [`export NO_PROXY="\${NO_PROXY:+$NO_PROXY,}${missing.join(',')}"`],
  )
}

/** kind hands the proxy on to its nodes, for which 127.0.0.1 is the node itself (kind v0.33, `getProxyEnv`). */
export const checkNodesProxy = (env: Environment): Finding => {
  const own = proxies(env, HANDED_ON).filter(({value}) => isLoopback(value))
  const [first] = own
  if (!first) return notHere('none at 127.0.0.1')
  return warn(
    withoutLogin(first.value),
    'PROXY_SETTINGS',
    `${own.map(({name}) => name).join(' and ')} is ${withoutLogin(first.value)}: a node looks for that at its own 127.0.0.1, so it can't pull images`,
    [`export ${first.name}=http://ADDRESS:PORT     # the proxy as the nodes can reach it, not 127.0.0.1`],
  )
}

/** The proxies of the environment, as this machine and as nodes see them. */
export const proxyChecks: readonly Check[] = [
  {
    id: 'proxy',
    title: 'proxy',
    providers: PROVIDERS,
    commands: ['up'],
    forNewNodes: true,
    run: async () => checkNoProxy(process.env),
  },
  {
    id: 'proxy-of-nodes',
    title: 'proxy of the nodes',
    providers: ['kind'],
    commands: ['up'],
    forNewNodes: true,
    run: async () => checkNodesProxy(process.env),
  },
]

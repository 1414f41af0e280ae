import {BlockList, isIP, isIPv4} from 'node:net'

/** A variable of a proxy, which programs read in capitals and in small letters; empty where it is not set. */
export const proxyVariable = (env: NodeJS.ProcessEnv, name: string): string =>
  env[name] || env[name.toLowerCase()] || ''

/** The proxies that are set, of the variables named. */
export const proxiesIn = (env: NodeJS.ProcessEnv, names: readonly string[]): {name: string; value: string}[] =>
  names.map(name => ({name, value: proxyVariable(env, name)})).filter(({value}) => value !== '')

/** A proxy's address without what may be secret in it. */
export const withoutLogin = (value: string): string => value.replace(/\/\/[^@/]*@/, '//')

/** The entries of NO_PROXY: what is asked without a proxy. */
export const excepted = (env: NodeJS.ProcessEnv): string[] =>
  proxyVariable(env, 'NO_PROXY')
    .split(',')
    .map(entry => entry.trim())
    .filter(Boolean)

/** Whether an entry of NO_PROXY is an address range that holds an address, or the beginning of another range. */
export const holds = (entry: string, name: string): boolean => {
  const [network = '', bits = ''] = entry.split('/')
  const [address = '', ownBits = '32'] = name.split('/')
  if (!isIPv4(network) || !isIPv4(address) || !/^(?:[12]?\d|3[0-2])$/.test(bits)) return false
  if (Number(bits) > Number(ownBits)) return false
  const range = new BlockList()
  range.addSubnet(network, Number(bits))
  return range.check(address)
}

/** Whether a host, as URLs have it without brackets, is this machine. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))

/**
 * The proxy that Go's programs (kubectl, kind) ask for a URL; undefined where they ask its host itself, as for this
 * machine (golang.org/x/net/http/httpproxy, `useProxy`).
 */
export const proxyOf = (url: string, env: NodeJS.ProcessEnv): {name: string; value: string} | undefined => {
  if (!URL.canParse(url)) return undefined
  const {protocol, hostname} = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const [proxy] = proxiesIn(env, [protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY'])
  if (!proxy || isLoopback(host)) return undefined
  const isExcepted = excepted(env).some(entry => {
    if (entry === '*' || entry === host || holds(entry, host)) return true
    return isIP(host) === 0 && `.${host}`.endsWith(entry.startsWith('.') ? entry : `.${entry}`)
  })
  return isExcepted ? undefined : proxy
}

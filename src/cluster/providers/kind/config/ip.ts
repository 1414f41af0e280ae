import {isIP} from 'node:net'

/** An address as its 16 bytes; IPv4 stands in its IPv4-mapped form (::ffff:a.b.c.d), as in Go's net.IP. */
export type IPBytes = readonly number[]

/** An address block: the network's address with the host bits cleared, and the family it is written in. */
export interface CIDR {
  network: IPBytes
  family: 4 | 6
}

const MAPPED: IPBytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]
const IPV4_WILDCARD: IPBytes = [...MAPPED, 0, 0, 0, 0]
const IPV6_WILDCARD: IPBytes = Array.from({length: 16}, () => 0)

const ipv4Bytes = (text: string): number[] => text.split('.').map(Number)

const groupBytes = (groups: string): number[] =>
  groups.split(':').flatMap(group => {
    if (group === '') return []
    if (group.includes('.')) return ipv4Bytes(group)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })

const ipv6Bytes = (text: string): number[] => {
  const [head = '', tail = ''] = text.split('::')
  const left = groupBytes(head)
  const right = groupBytes(tail)
  return [...left, ...Array.from({length: 16 - left.length - right.length}, () => 0), ...right]
}

/** An IP address without brackets or zone, as Go's net.ParseIP takes it; undefined if the text is none. */
export const parseIP = (text: string): IPBytes | undefined => {
  const family = text.includes('%') ? 0 : isIP(text)
  if (family === 4) return [...MAPPED, ...ipv4Bytes(text)]
  return family === 6 ? ipv6Bytes(text) : undefined
}

/** Whether an address is an IPv4 one, also when it is written as IPv6 (::ffff:a.b.c.d). */
export const isIPv4 = (ip: IPBytes): boolean => MAPPED.every((byte, i) => ip[i] === byte)

/** Whether an address stands for all addresses of the host: 0.0.0.0 or ::. */
export const isWildcard = (ip: IPBytes): boolean =>
  [IPV4_WILDCARD, IPV6_WILDCARD].some(wildcard => wildcard.every((byte, i) => ip[i] === byte))

const clearHostBits = (ip: IPBytes, bits: number): IPBytes =>
  ip.map((byte, i) => byte & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))) & 0xff)

/** `ADDRESS/BITS` as Go's net.ParseCIDR takes it; undefined if the text is none. */
export const parseCIDR = (text: string): CIDR | undefined => {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,6})$/.exec(text) ?? []
  const ip = parseIP(address)
  if (!ip) return undefined
  const written = address.includes(':') ? 6 : 4
  const bits = Number(digits)
  if (bits > (written === 4 ? 32 : 128)) return undefined
  const network = clearHostBits(ip, written === 4 ? bits + 96 : bits)
  return {network, family: isIPv4(network) ? 4 : 6}
}

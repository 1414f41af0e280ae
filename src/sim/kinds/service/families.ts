// Which families of addresses a service has, on a cluster that has IPv4 alone: initIPFamilyFields of Kubernetes'
// pkg/registry/core/service/storage/alloc.go.
import {isIPv6} from 'node:net'
import type {KubeObject} from '../../api/object.ts'
import {invalid as invalidObject, type StatusCause} from '../../api/status.ts'
import {invalid} from '../../schema/validation/causes.ts'
import {needsClusterIP, specOf} from './spec.ts'
import type {ServiceSpec} from './types.ts'

const OWN = 'IPv4'
const OTHER = 'IPv6'
const SINGLE = 'SingleStack'
const DUAL = 'RequireDualStack'

const POLICY = 'spec.ipFamilyPolicy'

interface Families {
  ipFamilies: string[]
  ipFamilyPolicy: string
}

/** Headless and without a selector: whoever writes the endpoints may write addresses of any family. */
const isAnywhere = ({clusterIP, clusterIPs, selector = {}}: ServiceSpec): boolean =>
  (clusterIP || clusterIPs?.[0]) === 'None' && Object.keys(selector).length === 0

const singleCauses = (addresses: readonly string[], families: readonly string[]): StatusCause[] =>
  (
    [
      [addresses, 'cluster IPs'],
      [families, 'IP families'],
    ] as const
  ).flatMap(([given, what]) =>
    given.length > 1
      ? [invalid(POLICY, SINGLE, `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`)]
      : [],
  )

/** Addresses that say their family themselves. */
const addressCauses = (addresses: readonly string[], families: readonly string[]): StatusCause[] =>
  addresses.flatMap((address, index) => {
    const field = `spec.clusterIPs[${index}]`
    if (address === 'None') return []
    const [family, stated] = [isIPv6(address) ? OTHER : OWN, families[index]]
    if (stated !== undefined)
      return stated === family
        ? []
        : [invalid(field, address, `expected an ${stated} value as indicated by \`ipFamilies[${index}]\``)]
    return family === OWN ? [] : [invalid(field, addresses, `${family} is not configured on this cluster`)]
  })

const unconfigured = (policy: string, families: readonly string[]): StatusCause[] => [
  ...(policy === DUAL ? [invalid(POLICY, policy, 'this cluster is not configured for dual-stack services')] : []),
  ...families.flatMap((family, index) =>
    family === OWN ? [] : [invalid(`spec.ipFamilies[${index}]`, family, 'not configured on this cluster')],
  ),
]

/** @throws ApiError Invalid where a family is asked for that the cluster does not have */
export const familiesOf = (object: KubeObject, previous: KubeObject | undefined): Families => {
  const spec = specOf(object)
  const before = previous && needsClusterIP(specOf(previous)) ? specOf(previous) : undefined
  const anywhere = isAnywhere(spec)
  const policy = spec.ipFamilyPolicy ?? before?.ipFamilyPolicy ?? (anywhere ? DUAL : SINGLE)
  const addresses = spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : [])
  const given = spec.ipFamilies ?? []
  const [count, countBefore] = [given.length, before?.ipFamilies?.length ?? 0]
  const released = policy === SINGLE && count > 1 && count === countBefore
  const families = released ? given.slice(0, 1) : given
  const check = (causes: StatusCause[]): void => {
    if (causes.length > 0) throw invalidObject({group: '', kind: 'Service'}, object.metadata.name, causes)
  }
  check([
    ...(policy !== SINGLE && count === 1 && countBefore > 1
      ? [invalid(POLICY, policy, "must be 'SingleStack' to release the secondary IP family")]
      : []),
    ...(policy === SINGLE ? singleCauses(addresses, families) : []),
    ...addressCauses(addresses, families),
  ])
  if (!anywhere) {
    check(unconfigured(policy, families))
    return {ipFamilies: families.length > 0 ? families : [OWN], ipFamilyPolicy: policy}
  }
  const [first = OWN, ...others] = families
  const second = policy === SINGLE ? [] : [first === OWN ? OTHER : OWN]
  return {ipFamilies: [first, ...(others.length > 0 ? others : second)], ipFamilyPolicy: policy}
}

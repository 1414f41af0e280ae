import {usageError} from '../../../errors/kubia-error.ts'
import type {ProviderDefinition} from '../../provider.ts'
import type {ClusterShape} from '../../shape.ts'
import {carries} from './carries.ts'
import {readProcess, simNames} from './folder.ts'

/** The fields of a shape that a simulated cluster takes. */
const SIMULATED: readonly string[] = ['controlPlanes', 'workers', 'kubernetesVersion', 'publish', 'speed', 'registry']

/** @throws KubiaError USAGE */
const refuse = (stated: ClusterShape): void => {
  if (stated.image !== undefined)
    throw usageError(
      '--image names a node image, and simulated nodes are made of none: leave it out; --kubernetes-version says which version they report',
    )
  for (const [field, value] of Object.entries(stated))
    if (value !== undefined && !SIMULATED.includes(field))
      throw usageError(
        `--${field.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} has no meaning for a simulated cluster: leave it out`,
      )
  const deaf = stated.publish?.find(({protocol}) => !carries(protocol))
  if (deaf)
    throw usageError(
      `port ${deaf.hostPort}/${deaf.protocol.toLowerCase()} cannot be published: the simulated cluster carries TCP only`,
    )
}

/** Simulated clusters, which need no container engine. */
export const sim: ProviderDefinition = {
  name: 'sim',
  missing: [],
  unusable: [],
  listing: {folder: 'sim'},
  connect: async exec => (await import('./provider.ts')).simProvider(exec),
  assume: async exec => (await import('./provider.ts')).simProvider(exec),
  listensItself: true,
  has: name => simNames().includes(name),
  // Its API server chooses its own port, it carries TCP alone, and it opens nothing to the network unasked.
  listensAt: port => {
    if (port.apiServer || !carries(port.protocol)) return undefined
    return port.usualAddress ? {...port, address: '127.0.0.1'} : port
  },
  clusterOfProcess: pid => simNames().find(name => readProcess(name)?.pid === pid),
  refuse,
}

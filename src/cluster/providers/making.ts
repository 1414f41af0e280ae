import type {ClusterMaking, ProviderName} from '../provider.ts'
import {kindMaking} from './kind/making.ts'
import {simMaking} from './sim/making.ts'

/** How the clusters of each provider are made; for commands that make some, since it is half of the program. */
const MAKING: Readonly<Record<ProviderName, ClusterMaking>> = {kind: kindMaking, sim: simMaking}

/** @throws Error for a name that is none of `PROVIDERS`: its reader checks it first */
export const makingOf = (name: ProviderName): ClusterMaking => {
  const found = MAKING[name]
  if (!found) throw new Error(`there is no provider ${name}`)
  return found
}

import {type CommandAdvice, kubiaAdvice} from '../../errors/advice.ts'
import type {ProviderDefinition, ProviderName} from '../provider.ts'
import {kind} from './kind/index.ts'
import {sim} from './sim/index.ts'

/**
 * Every provider, in the order in which they are offered; the first one is meant where none is named. A new one is its
 * folder and its entry here.
 */
export const DEFINITIONS: readonly ProviderDefinition[] = [kind, sim]

export const PROVIDERS: readonly ProviderName[] = DEFINITIONS.map(({name}) => name)

/** What is meant where no provider is named. */
export const DEFAULT_PROVIDER: ProviderName = kind.name

/** @throws Error for a name that is none of `PROVIDERS`: its reader checks it first */
export const definitionOf = (name: ProviderName): ProviderDefinition => {
  const found = DEFINITIONS.find(definition => definition.name === name)
  if (!found) throw new Error(`there is no provider ${name}`)
  return found
}

/** The words that name a provider; none for the one that is meant without them. */
export const providerArgs = (provider: ProviderName): string[] =>
  provider === DEFAULT_PROVIDER ? [] : ['--provider', provider]

/** The command that makes a cluster or goes on with it. */
export const upAdvice = (
  provider: ProviderName,
  name: string,
  {flags = [], comment}: {flags?: readonly string[]; comment?: string} = {},
): CommandAdvice => kubiaAdvice(['up', name, ...providerArgs(provider), ...flags], comment)

/** The local cluster that runs in a process of its own, by that process. */
export const clusterOfProcess = (pid: number): string | undefined => {
  for (const definition of DEFINITIONS) {
    const name = definition.clusterOfProcess?.(pid)
    if (name !== undefined) return name
  }
  return undefined
}

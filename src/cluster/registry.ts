import {KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import {type ContextAccess, isOnThisMachine, leadsTo, readContextEntry} from './contexts.ts'
import {type ClusterProvider, contextOf, type LocalCluster, type ProviderName} from './provider.ts'
import {DEFINITIONS, definitionOf, PROVIDERS} from './providers/index.ts'
import {readSetting} from './settings.ts'
import {readRecord} from './state.ts'

/** The providers of each run, by its door to programs. */
const connected = new WeakMap<Exec, Map<ProviderName, Promise<ClusterProvider>>>()

/**
 * Finds what a provider stands on and makes it of that, once a run: several processes tell the engine and the versions,
 * which stay as they are. What was not found is looked for each time.
 * @throws KubiaError ENGINE_MISSING, ENGINE_DOWN, ENGINE_PERMISSION or KIND_MISSING
 */
export const connectProvider = (exec: Exec, name: ProviderName): Promise<ClusterProvider> => {
  const known = connected.get(exec) ?? new Map<ProviderName, Promise<ClusterProvider>>()
  connected.set(exec, known)
  const found = known.get(name)
  if (found) return found
  const connecting = definitionOf(name).connect(exec)
  known.set(name, connecting)
  connecting.catch(() => known.delete(name))
  return connecting
}

/** A provider for a plan on a machine that lacks what it stands on. */
export const assumedProvider = (exec: Exec, name: ProviderName): Promise<ClusterProvider> =>
  definitionOf(name).assume(exec)

/** A cluster that is taken to be there, for a plan without the programs that know of it: its nodes are not known. */
export const assumedCluster = (provider: ProviderName, name: string): LocalCluster => ({
  name,
  provider,
  context: contextOf(provider, name),
  nodes: [],
})

/** What makes a cluster where nothing else says so: KUBIA_PROVIDER, what `config set` keeps, the default. @throws KubiaError USAGE */
export const usualProvider = (): ProviderName => readSetting('provider').value

/**
 * The provider that a cluster's name means where none is named: the one on record, else one that is known to have a
 * cluster of that name, else the usual one. Nothing on the machine is asked for it.
 */
export const providerOfName = (name: string): ProviderName =>
  readRecord(name)?.provider ?? DEFINITIONS.find(definition => definition.has?.(name))?.name ?? usualProvider()

/** A local cluster behind a context, and who made it. */
export interface LocalClusterOf {
  provider: ClusterProvider
  cluster: LocalCluster
}

/** The provider that a failure means cannot be used on this machine at all; undefined for any other failure. */
export const missingProvider = (error: unknown): ProviderName | undefined =>
  error instanceof KubiaError ? DEFINITIONS.find(({missing}) => missing.includes(error.code))?.name : undefined

/** Whether a failure means that a provider cannot be used on this machine at all. */
export const isProviderMissing = (error: unknown): error is KubiaError => missingProvider(error) !== undefined

/** Whether a failure means that what would hold a cluster's nodes is not even installed. */
export const isNotInstalled = (error: unknown): boolean =>
  error instanceof KubiaError && error.code === 'ENGINE_MISSING'

/** The provider and the cluster that a context's name speaks of. */
export const readContext = (context: string): {provider: ProviderName; name: string} | undefined => {
  for (const provider of PROVIDERS) {
    const prefix = contextOf(provider, '')
    if (context.startsWith(prefix) && context !== prefix) return {provider, name: context.slice(prefix.length)}
  }
  return undefined
}

/**
 * The local cluster that a context leads to, whatever its name; undefined for any other cluster. Nothing is asked of the
 * machine for one whose server is elsewhere.
 */
export const findLocalCluster = async (exec: Exec, access: ContextAccess): Promise<LocalClusterOf | undefined> => {
  const entry = await readContextEntry(exec, access)
  const spoken = readContext(entry.cluster) ?? readContext(entry.name)
  try {
    const provider = spoken && (await connectProvider(exec, spoken.provider))
    const cluster = await provider?.inspect(spoken?.name ?? '')
    if (provider && cluster && leadsTo(cluster, entry)) return {provider, cluster}
    if (!isOnThisMachine(entry)) return undefined
    return (await listClusters(exec, undefined)).clusters.find(local => leadsTo(local.cluster, entry))
  } catch (error) {
    if (isProviderMissing(error)) return undefined
    throw error
  }
}

/** The local clusters that were found, and what can be said of a provider that could not be asked. */
export interface FoundClusters {
  clusters: LocalClusterOf[]
  /** The providers that answered, also those without a cluster. */
  providers: ClusterProvider[]
  /** Why a provider that is installed did not answer: it may have more clusters. */
  unusable: {name: ProviderName; problem: KubiaError} | undefined
}

/**
 * The clusters of one provider, or of all that can be used on this machine.
 * @param needed providers that kubia made clusters with: one that is not even installed is no answer then
 * @throws KubiaError as `connectProvider`, where the chosen provider is missing
 */
export const listClusters = async (
  exec: Exec,
  chosen: ProviderName | undefined,
  needed: readonly ProviderName[] = [],
): Promise<FoundClusters> => {
  const asked = chosen === undefined ? PROVIDERS : [chosen]
  let unusable: FoundClusters['unusable']
  const answers = await Promise.all(
    asked.map(async name => {
      try {
        const provider = await connectProvider(exec, name)
        return [{provider, clusters: await provider.list()}]
      } catch (error) {
        if (!isProviderMissing(error) || chosen === name) throw error
        if (definitionOf(name).unusable.includes(error.code) || needed.includes(name))
          unusable ??= {name, problem: error}
        return []
      }
    }),
  )
  const found = answers.flat()
  return {
    clusters: found.flatMap(({provider, clusters}) => clusters.map(cluster => ({provider, cluster}))),
    providers: found.map(({provider}) => provider),
    unusable,
  }
}

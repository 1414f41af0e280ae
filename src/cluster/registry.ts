import {KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import {connectEngine, type Engine} from './engine.ts'
import {kindProvider, kindVersion} from './kind.ts'
import type {ClusterProvider, LocalCluster} from './provider.ts'

/** A provider with what it stands on. */
export interface ConnectedProvider {
  provider: ClusterProvider
  engine: Engine
  kindVersion: string
}

/**
 * Finds the engine and kind and makes the provider of them.
 * @throws KubiaError ENGINE_MISSING, ENGINE_DOWN, ENGINE_PERMISSION or KIND_MISSING
 */
export const connectProvider = async (exec: Exec): Promise<ConnectedProvider> => {
  const [engine, version] = await Promise.all([connectEngine(exec), kindVersion(exec)])
  return {provider: kindProvider(exec, engine, version), engine, kindVersion: version}
}

/** A local cluster behind a context, and who made it. */
export interface LocalClusterOf {
  provider: ClusterProvider
  cluster: LocalCluster
}

/** Failures that mean that this machine has no local clusters. */
const NO_PROVIDER: readonly string[] = ['ENGINE_MISSING', 'ENGINE_DOWN', 'ENGINE_PERMISSION', 'KIND_MISSING']

/** The local cluster that a context leads to; undefined for any other cluster, for which nothing is asked. */
export const findLocalCluster = async (exec: Exec, context: string): Promise<LocalClusterOf | undefined> => {
  const name = /^kind-(.+)$/.exec(context)?.[1]
  if (name === undefined) return undefined
  try {
    const {provider} = await connectProvider(exec)
    const cluster = await provider.inspect(name)
    return cluster?.context === context ? {provider, cluster} : undefined
  } catch (error) {
    if (error instanceof KubiaError && NO_PROVIDER.includes(error.code)) return undefined
    throw error
  }
}

import type {Exec} from '../process/exec.ts'
import {connectEngine, type Engine} from './engine.ts'
import {kindProvider, kindVersion} from './kind.ts'
import type {ClusterProvider} from './provider.ts'

/** The providers that `--provider` and KUBIA_PROVIDER know. */
export const PROVIDERS = ['kind'] as const

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

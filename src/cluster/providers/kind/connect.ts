import {engineProgram} from '../../../process/engine-program.ts'
import type {Exec} from '../../../process/exec.ts'
import type {ClusterProvider} from '../../provider.ts'
import {connectEngine} from '../common/engine.ts'
import {kindVersion} from './kind-version.ts'
import {kindProvider} from './provider.ts'

/** Finds engine and kind. @throws KubiaError ENGINE_MISSING, ENGINE_DOWN, ENGINE_PERMISSION, KIND_MISSING */
export const connectKind = async (exec: Exec): Promise<ClusterProvider> => {
  const [engine, version] = await Promise.allSettled([connectEngine(exec), kindVersion(exec)])
  // Where both are missing, the engine is named.
  if (engine.status === 'rejected') throw engine.reason
  if (version.status === 'rejected') throw version.reason
  return kindProvider(exec, engine.value, version.value)
}

/** kind on the engine that the environment names, for a plan: neither is asked. */
export const assumeKind = (exec: Exec): ClusterProvider =>
  kindProvider(exec, {program: engineProgram(), version: ''}, '')

import {isOurs} from '../../cluster/ownership.ts'
import type {LocalCluster, ProviderName} from '../../cluster/provider.ts'
import {isProviderMissing} from '../../cluster/registry.ts'
import {knownNames, readableRecord} from '../../cluster/state.ts'
import type {Exec} from '../../process/exec.ts'
import {currentCluster} from '../choose-cluster.ts'
import {remains} from './down.ts'
import {type DownTarget, findTargets, type Searching} from './find-targets.ts'

/** The cluster of kubia's behind the current context; undefined where that leads elsewhere, or cannot be read. */
const currentOfOurs = async (exec: Exec, kubeconfig: string | undefined): Promise<LocalCluster | undefined> => {
  const found = await currentCluster(exec, kubeconfig)
  return found && isOurs(found.cluster, readableRecord(found.cluster.name)) ? found.cluster : undefined
}

/** What `down` without a name means. */
export interface Unnamed {
  targets: DownTarget[]
  /** The current cluster, where it is of kubia's and nothing is there of the one that is meant without a name. */
  current?: LocalCluster | undefined
}

/**
 * What there is of the cluster that is meant without a name. Where there is nothing of it, the current cluster may be
 * what was meant. @throws as `findTargets`
 */
export const findUnnamed = async (
  searching: Searching,
  name: string,
  chosen: ProviderName | undefined,
  kubeconfig: string | undefined,
): Promise<Unnamed> => {
  const {exec} = searching
  try {
    const targets = await findTargets(searching, [name], chosen)
    const [target] = targets
    if (!target || target.cluster || (await remains(exec, target, kubeconfig)) !== undefined) return {targets}
    return {targets, current: await currentOfOurs(exec, kubeconfig)}
  } catch (error) {
    // What makes clusters of that name cannot be asked, but kubia made none.
    if (!isProviderMissing(error) || knownNames().includes(name)) throw error
    const current = await currentOfOurs(exec, kubeconfig)
    if (!current) throw error
    return {targets: [], current}
  }
}

import {type LocalCluster, PROVIDERS, type ProviderName, upLine} from '../cluster/provider.ts'
import {
  type ClusterRecord,
  isOurs,
  isRest,
  isUnfinished,
  journalFile,
  knownNames,
  lockFile,
  readRecord,
} from '../cluster/state.ts'
import type {Exec} from '../process/exec.ts'
import {readJournal} from '../process/journal.ts'
import {lookAtLock} from '../process/lock.ts'
import {isSameAlive} from '../process/processes.ts'
import {type Check, type Finding, warn} from './check.ts'

/** What kubia's state folder has on a cluster, beside the cluster itself. */
export interface Trace {
  name: string
  record: ClusterRecord | undefined
  /** The cluster, where it is there. */
  cluster: LocalCluster | undefined
  /** `living`: a run is at work on it; `dead`: the process that took the lock is gone. */
  lock: 'none' | 'living' | 'dead'
  /** Programs that a dead run left at work: `kind (pid 4242)`. */
  survivors: readonly string[]
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** What an earlier run left of a cluster, in a sentence, and the command that clears it; undefined where all is well. */
export const describeLeftover = ({
  name,
  record,
  cluster,
  lock,
  survivors,
}: Trace): {what: string; fix: string} | undefined => {
  if (lock === 'living') return undefined
  const up = upLine(record?.provider ?? cluster?.provider ?? 'kind', name)
  const finish = `${up}     # clears it and creates the cluster; kubectl kubia down ${name} only clears`
  const forget = `kubectl kubia down ${name}     # clears it`
  if (survivors.length > 0)
    return {what: `cluster ${name}: ${survivors.join(', ')} of an interrupted run still at work`, fix: finish}
  const nodes = record?.nodes ?? []
  const rest = cluster && isRest(cluster) && isOurs(cluster, record) && !record?.retained
  if (isUnfinished(record)) {
    const count = plural(cluster?.nodes.length ?? 0, 'node')
    return {what: `cluster ${name}: ${count} of an interrupted run`, fix: finish}
  }
  if (rest) return {what: `cluster ${name}: its state is gone`, fix: finish}
  if (record && !(cluster && isOurs(cluster, record)))
    return {what: `cluster ${name}: a record of kubia's, but no such cluster of its making`, fix: forget}
  const gone = nodes.filter(node => !cluster?.nodes.some(({name: live}) => live === node))
  if (gone.length > 0)
    return {
      what: `cluster ${name}: ${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} missing`,
      fix: `${up} --recreate     # deletes it, with its data, and creates it anew`,
    }
  if (lock === 'dead') return {what: `cluster ${name}: the lock of a run that died`, fix: forget}
  return undefined
}

/** @param traces of all clusters that kubia knows of */
export const checkLeftovers = (traces: readonly Trace[]): Finding => {
  const left = traces.flatMap(trace => describeLeftover(trace) ?? [])
  if (left.length === 0) return 'none'
  return warn(
    left.length === 1 ? 'of 1 cluster' : `of ${left.length} clusters`,
    'LEFTOVERS',
    left.map(({what}) => what).join('\n'),
    left.map(({fix}) => fix),
  )
}

const lockOf = async (exec: Exec, name: string): Promise<Trace['lock']> => {
  const lock = await lookAtLock(lockFile(name), exec)
  if (!lock) return 'none'
  return lock.alive ? 'living' : 'dead'
}

const survivorsOf = async (exec: Exec, name: string): Promise<string[]> => {
  const children = readJournal(journalFile(name))
  const alive = await Promise.all(children.map(child => isSameAlive(child, exec)))
  return children.filter((_, index) => alive[index]).map(({program, pid}) => `${program} (pid ${pid})`)
}

/** What there is of the clusters that a provider made; those without a record may be anybody's. */
const findTraces = (exec: Exec, provider: ProviderName, clusters: readonly LocalCluster[]): Promise<Trace[]> =>
  Promise.all(
    knownNames()
      .map(name => ({name, record: readRecord(name)}))
      .filter(({record}) => record === undefined || record.provider === provider)
      .map(async ({name, record}) => ({
        name,
        record,
        cluster: clusters.find(cluster => cluster.name === name),
        lock: await lockOf(exec, name),
        survivors: await survivorsOf(exec, name),
      })),
  )

export const leftoversCheck: Check = {
  id: 'leftovers',
  title: 'leftovers',
  providers: PROVIDERS,
  // A preflight looks at its own cluster, and clears what is left of that by itself.
  commands: [],
  run: async ({exec, clusters, wish}) => checkLeftovers(await findTraces(exec, wish.provider, await clusters.known())),
}

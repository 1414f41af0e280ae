import {type Check, type Finding, warn} from '../cluster/check.ts'
import {isNameOnly} from '../cluster/local-cluster.ts'
import {describeUnproved, isOurs, isUnfinished} from '../cluster/ownership.ts'
import type {LocalCluster, ProviderName} from '../cluster/provider.ts'
import {providerArgs, upAdvice} from '../cluster/providers/index.ts'
import {connectProvider} from '../cluster/registry.ts'
import {
  type ClusterRecord,
  hasRecord,
  journalFile,
  knownNames,
  lockFile,
  newerRecord,
  readableRecord,
} from '../cluster/state.ts'
import {type Advice, kubiaAdvice} from '../errors/advice.ts'
import type {KubiaError} from '../errors/kubia-error.ts'
import type {Exec} from '../process/exec.ts'
import {readJournal} from '../process/journal.ts'
import {lookAtLock} from '../process/lock.ts'
import {isSameAlive} from '../process/processes.ts'
import {counted, isOrAre} from '../text/counted.ts'
import type {MachineFacts} from './facts.ts'

/** What kubia's state folder has on a cluster, beside the cluster itself. */
export interface Trace {
  name: string
  /** What made it, or where that is not known, what is to make one. */
  provider: ProviderName
  record: ClusterRecord | undefined
  /** True where there is a record that cannot be understood. */
  damaged: boolean
  /** Why the record is not read, where a newer kubia wrote it. */
  newer?: KubiaError | undefined
  /** The cluster, where it is there. */
  cluster: LocalCluster | undefined
  /** `living`: a run is at work on it; `dead`: the process that took the lock is gone. */
  lock: 'none' | 'living' | 'dead'
  /** Programs that a dead run left running: `kind (pid 4242)`. */
  survivors: readonly string[]
}

/** What an earlier run left of a cluster, in a sentence, and the command that clears it; undefined where all is well. */
export const describeLeftover = ({
  name,
  provider,
  record,
  damaged,
  cluster,
  lock,
  newer,
  survivors,
}: Trace): {what: string; fix: readonly Advice[]} | undefined => {
  if (lock === 'living') return undefined
  if (newer) return {what: `cluster ${name}: ${newer.message}`, fix: newer.details.fix ?? []}
  // A record says whose a cluster is; without one it must be said.
  const down = kubiaAdvice(['down', name, ...(record ? [] : providerArgs(provider))])
  const forget = [{...down, comment: 'clears it'}]
  const finish = [
    upAdvice(provider, name, {comment: 'clears it and creates the cluster'}),
    {...down, comment: 'only clears it'},
  ]
  if (survivors.length > 0)
    return {what: `cluster ${name}: ${survivors.join(', ')} of an interrupted run still at work`, fix: finish}
  const nodes = record?.nodes ?? []
  const nameOnly = cluster && isNameOnly(cluster) && isOurs(cluster, record) && !record?.retained
  if (cluster && (damaged || record) && !isOurs(cluster, record)) return describeUnproved(cluster, record)
  if (isUnfinished(record)) {
    const count = counted(cluster?.nodes.length ?? 0, 'node')
    return {what: `cluster ${name}: ${count} of an interrupted run`, fix: finish}
  }
  if (nameOnly) return {what: `cluster ${name}: its state is gone`, fix: finish}
  if (damaged) return {what: `cluster ${name}: kubia's record of it cannot be read`, fix: forget}
  if (record && !cluster)
    return {what: `cluster ${name}: a record of kubia's, but no such cluster of its making`, fix: forget}
  const gone = nodes.filter(node => !cluster?.nodes.some(({name: live}) => live === node))
  if (gone.length > 0)
    return {
      what: `cluster ${name}: ${gone.join(', ')} ${isOrAre(gone.length)} missing`,
      fix: [
        upAdvice(provider, name, {
          flags: ['--recreate'],
          comment: 'deletes it, with its data, and creates it again',
        }),
      ],
    }
  if (lock === 'dead') return {what: `cluster ${name}: the lock of a run that died`, fix: forget}
  return undefined
}

/** @param traces of all clusters that kubia knows of */
export const checkLeftovers = (traces: readonly Trace[]): Finding => {
  const left = traces.flatMap(trace => describeLeftover(trace) ?? [])
  if (left.length === 0) return 'none'
  return warn(
    `of ${counted(left.length, 'cluster')}`,
    'LEFTOVERS',
    left.map(({what}) => what).join('\n'),
    left.flatMap(({fix}) => fix),
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

/** What there is of a cluster's traces; without a record that can be read, the cluster may be anybody's. */
const findTrace = async (
  exec: Exec,
  name: string,
  provider: ProviderName,
  clusters: readonly LocalCluster[],
): Promise<Trace> => ({
  name,
  provider,
  record: readableRecord(name),
  newer: newerRecord(name),
  damaged: hasRecord(name) && readableRecord(name) === undefined,
  cluster: clusters.find(cluster => cluster.name === name),
  lock: await lockOf(exec, name),
  survivors: await survivorsOf(exec, name),
})

/**
 * The leftovers of every provider. Those of one that does not answer are not judged, since its clusters are not known.
 * @throws Unanswered where that is the provider that was asked for, and nothing else is left
 */
const findLeftovers = async ({exec, clusters, request}: MachineFacts): Promise<Finding> => {
  const names = knownNames().map(name => ({name, provider: readableRecord(name)?.provider ?? request.provider}))
  const made = [...new Set([request.provider, ...names.map(({provider}) => provider)])]
  const answers = await Promise.allSettled(
    made.map(async provider =>
      provider === request.provider ? clusters.known() : (await connectProvider(exec, provider)).list(),
    ),
  )
  const traces = names.flatMap(({name, provider}) => {
    const answer = answers[made.indexOf(provider)]
    return answer?.status === 'fulfilled' ? [findTrace(exec, name, provider, answer.value)] : []
  })
  const finding = checkLeftovers(await Promise.all(traces))
  if (finding === 'none' && answers[0]?.status === 'rejected') throw answers[0].reason
  return finding
}

export const leftoversCheck: Check = {
  id: 'leftovers',
  title: 'leftovers',
  // A preflight looks at its own cluster, and clears what is left of that by itself.
  commands: [],
  run: findLeftovers,
}

import {setTimeout as sleep} from 'node:timers/promises'
import {describeAway, isAway, type KubeAccess} from '../../api-server/kubectl.ts'
import {getNodes, type Restarted} from '../../api-server/nodes.ts'
import {describeHalted, haltedNodes} from '../../cluster/halted-nodes.ts'
import {configArgs, isOurs} from '../../cluster/ownership.ts'
import type {ClusterNode, ClusterProvider, LocalCluster} from '../../cluster/provider.ts'
import {allRecords, readRecord} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import type {ErrorCode} from '../../errors/catalogue.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Run} from '../../process/run.ts'
import {compareNaturally} from '../../text/natural-order.ts'
import {type Action, done, runOnly} from '../../workflow/step.ts'
import {tryToRecord} from '../down/remove-cluster.ts'

/** The nodes that do not run, in the order in which they are to be resumed or started. */
export const nodesToStart = ({nodes}: LocalCluster, addresses: Readonly<Record<string, string>>): string[] => {
  const known = (node: ClusterNode): string => addresses[node.name] ?? ''
  return nodes
    .filter(({running}) => !running)
    .sort((a, b) =>
      known(a) === '' || known(b) === ''
        ? Number(known(a) === '') - Number(known(b) === '')
        : compareNaturally(known(a), known(b)),
    )
    .map(({name}) => name)
}

const addressesOf = ({nodes}: LocalCluster): Record<string, string> =>
  Object.fromEntries(nodes.flatMap(({name, address}) => (address ? [[name, address]] : [])))

/** Keeps the addresses that the nodes of a cluster of ours have now: a later start restores them by its order. */
export const recordAddresses = (run: Pick<Run, 'log'>, cluster: LocalCluster): void => {
  const record = readRecord(cluster.name)
  const addresses = addressesOf(cluster)
  if (!record || !isOurs(cluster, record) || JSON.stringify(record.addresses) === JSON.stringify(addresses)) return
  tryToRecord(run, {...record, addresses})
}

/**
 * The nodes of a cluster of ours that have another address than when they were last Ready:
 * `kubia-worker 172.18.0.3 → 172.18.0.2` for each. Kubernetes keeps the old ones in its files (kind#1689).
 */
export const movedNodes = (cluster: LocalCluster): string[] => {
  const record = readRecord(cluster.name)
  if (!isOurs(cluster, record)) return []
  return cluster.nodes.flatMap(({name, address}) => {
    const before = record?.addresses?.[name]
    return before && address && before !== address ? [`${name} ${before} → ${address}`] : []
  })
}

/** The cluster, with the last known addresses of nodes that do not run. */
const withAddresses = (cluster: LocalCluster, addresses: Readonly<Record<string, string>>): LocalCluster => ({
  ...cluster,
  nodes: cluster.nodes.map(node => ({...node, address: node.address ?? addresses[node.name]})),
})

/**
 * The nodes of the other clusters of ours that are stopped, as far as their last addresses are known: what is made
 * meanwhile must leave them these. An engine is asked only where a record has such addresses.
 */
export const stoppedOthers = async (provider: ClusterProvider, name: string): Promise<ClusterNode[]> => {
  const others = allRecords().filter(record => record.name !== name && record.provider === provider.name)
  if (!others.some(({addresses}) => addresses !== undefined)) return []
  const clusters = await provider.list()
  return others.flatMap(record => {
    const cluster = clusters.find(one => one.name === record.name)
    if (!cluster || !isOurs(cluster, record)) return []
    return withAddresses(cluster, record.addresses ?? {}).nodes.filter(({running, paused}) => !running && !paused)
  })
}

/** Failures of a start that trying again does not mend. */
const LOST: readonly ErrorCode[] = ['START_FAILED', 'STATE_DAMAGED', 'STATE_NEWER']

/** A cluster all of whose nodes run, and which of them were started for that: one that was paused reports as before. */
export interface Running {
  cluster: LocalCluster
  restarted?: Restarted
}

/**
 * Lets the nodes of a cluster run that do not: paused ones are resumed, stopped ones are started in the order of their
 * last addresses, since docker gives the lowest free address to whichever container starts first.
 * @param only the nodes that are meant, where not all are
 * @param recreate true: a cluster of ours that nothing else helps may be given up where it cannot be started
 */
export const startNodes = (
  provider: ClusterProvider,
  cluster: LocalCluster,
  recreate: boolean,
  only?: readonly string[],
): Action<Running | {lost: string}> => {
  const record = readRecord(cluster.name)
  const halted = nodesToStart(cluster, record?.addresses ?? {}).filter(name => only?.includes(name) !== false)
  const before = halted.flatMap(name => cluster.nodes.find(node => node.name === name) ?? [])
  const known = isOurs(cluster, record) ? withAddresses(cluster, record?.addresses ?? {}) : cluster
  const isLost = (error: unknown): error is KubiaError =>
    error instanceof KubiaError &&
    LOST.includes(error.code) &&
    provider.lostUnlessStarted === true &&
    recreate &&
    isOurs(cluster, record)
  return {
    script: () => provider.script.start(known, halted),
    planned: {
      cluster: {
        ...cluster,
        nodes: cluster.nodes.map(node => ({...node, running: node.running || halted.includes(node.name)})),
      },
    },
    run: async () => {
      const since = new Date().toISOString()
      try {
        await provider.start(known, halted)
      } catch (error) {
        if (!isLost(error)) throw error
        return done(`${error.message}; to be created again`, {lost: error.message})
      }
      const live = (await provider.inspect(cluster.name)) ?? cluster
      const names = haltedNodes(before).stopped.map(({name}) => name)
      return done(describeHalted(before, ['was', 'were']), {cluster: live, restarted: {names, since}})
    },
  }
}

const AWAY_LIMIT_MS = 30_000

/**
 * For how long the API server of restarted nodes may stay away, in ms, where their addresses have changed: at most a
 * quarter of the limit of the run, so that time is left to create the cluster again. @param timeoutMs that limit; 0: none
 */
export const awayLimit = (timeoutMs: number): number =>
  timeoutMs === 0 ? AWAY_LIMIT_MS : Math.min(AWAY_LIMIT_MS, timeoutMs / 4)

const POLL_MS = 500

/**
 * Looks whether the API server of nodes with new addresses answers: kind cannot bring a cluster back where it does not
 * (kind#1689). @param moved what `movedNodes` says @returns whether it answers
 */
export const findApiServer = (
  {exec, cancellation: {signal, timeoutMs}}: Pick<Run, 'exec' | 'cancellation'>,
  access: KubeAccess,
  moved: readonly string[],
): Action<boolean> =>
  runOnly(async report => {
    const deadline = performance.now() + awayLimit(timeoutMs)
    for (;;) {
      const away = await getNodes(exec, access).then(
        () => undefined,
        error => (isAway(error, signal) ? describeAway(error) : undefined),
      )
      signal.throwIfAborted()
      if (away === undefined) return done(`answers, with new addresses: ${moved.join(', ')}`, true)
      if (performance.now() > deadline) break
      report(`new addresses: ${moved.join(', ')}; ${away}`)
      await sleep(POLL_MS, undefined, {signal})
    }
    return done(`stays away, since nodes have new addresses (kind#1689): ${moved.join(', ')}`, false)
  }, true)

/** The other clusters whose nodes have addresses now that nodes of a cluster had. */
const holdersOf = async (provider: ClusterProvider, cluster: LocalCluster): Promise<string[]> => {
  const before = Object.values(readRecord(cluster.name)?.addresses ?? {})
  const holds = ({name, nodes}: LocalCluster): boolean =>
    name !== cluster.name && nodes.some(({running, address}) => running && before.includes(address ?? ''))
  return (await provider.list()).filter(holds).map(({name}) => name)
}

const heldBy = (holders: readonly string[]): string[] => {
  if (holders.length === 0) return []
  const [noun, verb] = holders.length === 1 ? ['cluster', 'has'] : ['clusters', 'have']
  return [`${noun} ${holders.join(', ')} ${verb} the earlier ones`]
}

/** Why the API server of restarted nodes stays away, and how they get their addresses back. */
export const nodesMoved = async (
  provider: ClusterProvider,
  cluster: LocalCluster,
  moved: readonly string[],
): Promise<KubiaError> => {
  const {name} = cluster
  const holders = await holdersOf(provider, cluster)
  const [first, ...rest] = [...holders, name]
  const comeBack =
    holders.length === 0
      ? []
      : [
          kubiaAdvice(['stop', first as string], `gives the addresses back that ${name} had`),
          ...rest.map(one => kubiaAdvice(['stop', one])),
          kubiaAdvice(['start', name]),
        ]
  return new KubiaError('NODES_NOT_READY', 'the API server stays away: nodes have new addresses (kind#1689)', {
    evidence: [...moved, ...heldBy(holders)],
    fix: [
      ...comeBack,
      kubiaAdvice(
        ['up', name, ...configArgs(cluster), '--recreate'],
        `${holders.length === 0 ? '' : 'or, '}with the flags it was made with: deletes it, with its data, and creates it again`,
      ),
    ],
    left: 'the nodes run and were kept',
    keep: true,
  })
}

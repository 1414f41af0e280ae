import {resolve} from 'node:path'
import {type Locking, lockHost} from '../../cluster/cluster-lock.ts'
import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import {contextsBefore} from '../../cluster/earlier-contexts.ts'
import {
  type ClusterNode,
  type ClusterProvider,
  contextOf,
  type LocalCluster,
  type Prepared,
  type ProviderName,
} from '../../cluster/provider.ts'
import {makingOf} from '../../cluster/providers/making.ts'
import {assumedCluster} from '../../cluster/registry.ts'
import {type ClusterRecord, readRecord, removeRecord, writeRecord} from '../../cluster/state.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import {kubeconfigTarget} from '../../process/kubeconfig/files.ts'
import type {Run} from '../../process/run.ts'
import {collectEvidence} from '../../workflow/evidence.ts'
import {type Action, done, type Report} from '../../workflow/step.ts'
import {currentContext} from '../down/context.ts'
import {countNodes, type Removing, removeCluster, tryToRecord} from '../down/remove-cluster.ts'
import {stoppedOthers} from './start-nodes.ts'
import {describeContext, keepPrevious} from './up-context.ts'

/** Takes a half-made or whole cluster of this run back, with its context and its record. */
const takeBack = async (run: Removing, provider: ClusterProvider, {name, kubeconfig}: ClusterSpec): Promise<string> => {
  const {nodes} = await removeCluster(run, provider, {name, kubeconfig, settle: true})
  return nodes.length === 0 ? `no ${provider.nodeWord} had been made` : `removed ${countNodes(provider, nodes.length)}`
}

/** The record of a cluster that is there, with what its nodes are known by. */
const completeRecord = (record: ClusterRecord, nodes: readonly ClusterNode[]): ClusterRecord => ({
  ...record,
  controlPlaneId: nodes.find(node => node.role === 'control-plane')?.id ?? '',
  nodes: nodes.map(node => node.name),
  nodeIds: nodes.map(node => node.id),
})

/** Writes the context that kind could not write. @returns the failure where the kubeconfig stays locked */
const writeContext = async (
  provider: ClusterProvider,
  {name, kubeconfig}: ClusterSpec,
): Promise<KubiaError | undefined> => {
  try {
    await provider.exportKubeconfig(name, kubeconfig)
    return undefined
  } catch (error) {
    if (!(error instanceof KubiaError && error.code === 'KUBECONFIG_LOCKED')) throw error
    return amend(error, {
      next: kubiaAdvice(['up', name], `writes the context, as kind export kubeconfig --name ${name} does`),
      left: 'the cluster was kept',
      keep: true,
    })
  }
}

/**
 * What is to be given back when a new cluster goes. Another run may make another context current and forget its cluster
 * between the look at the kubeconfig and the one at the records: what stays the same over both counts.
 */
const contextsNow = async (
  {exec}: Pick<Run, 'exec'>,
  cluster: {provider: ProviderName; name: string},
  kubeconfig: string | undefined,
): Promise<ReturnType<typeof contextsBefore>> => {
  for (let current = await currentContext(exec, kubeconfig); ; ) {
    const before = contextsBefore(cluster, current)
    const now = await currentContext(exec, kubeconfig)
    if (now === current) return before
    current = now
  }
}

/** What a new cluster is made of. */
export interface Creation {
  spec: ClusterSpec
  prepared: Prepared | undefined
  /** True: what was made stays when the run fails. */
  retain: boolean
  /** False: a plan keeps the name of the context that is current, in the variable `previous`. */
  switchContext: boolean
  /** Called when the nodes take images, which may be long before they are a cluster, and perhaps more than once. */
  onTakesImages?: () => void
}

/** What a creation works with. */
type Creating = Removing & Locking & Pick<Run, 'undo' | 'cancellation'>

const makeCluster = async (
  run: Creating,
  provider: ClusterProvider,
  {spec, prepared, retain, onTakesImages = () => {}}: Creation,
  report: Report,
): Promise<LocalCluster> => {
  const {name} = spec
  const earlier = readRecord(name)
  const record: ClusterRecord = {
    name,
    provider: provider.name,
    controlPlaneId: '',
    nodes: [],
    ...(await contextsNow(run, {provider: provider.name, name}, spec.kubeconfig)),
    kubeconfig: resolve(await kubeconfigTarget(spec.kubeconfig)),
    startedAt: new Date().toISOString(),
    config: makingOf(spec.provider).fields(spec),
    ...(spec.config?.file !== undefined && {configFile: spec.config.file}),
  }
  const letOthers = await lockHost(run, name)
  run.log.onFailure(folder => collectEvidence(run, provider, spec, folder))
  if (retain) run.undo.retain(`cluster ${name}, as far as it was made (--retain)`)
  else run.undo.add(`Delete cluster ${name}`, () => takeBack(run, provider, spec))
  writeRecord(record)
  let locked: KubiaError | undefined
  const giveBack = provider.reserveAddresses && (await provider.reserveAddresses(await stoppedOthers(provider, name)))
  try {
    const onNodes = (): void => {
      void giveBack?.()
      letOthers()
    }
    await provider.create(spec, prepared, report, onNodes, onTakesImages)
  } catch (error) {
    if (retain) tryToRecord(run, {...record, retained: true})
    if (!(error instanceof KubiaError && error.details.keep)) throw error
    // With the lock, kind made the cluster and failed only at the last step; otherwise it found another's nodes.
    if (error.code !== 'KUBECONFIG_LOCKED') {
      if (earlier) writeRecord(earlier)
      else removeRecord(name)
      throw error
    }
    report('the kubeconfig is locked: waiting for it')
    locked = await writeContext(provider, spec)
  } finally {
    await giveBack?.()
    letOthers()
  }
  onTakesImages()
  const cluster = (await provider.inspect(name)) ?? assumedCluster(provider.name, name)
  writeRecord(completeRecord(record, cluster.nodes))
  if (locked) throw locked
  return cluster
}

/** The cluster of a spec before it is there: its first control plane has the published ports. */
export const plannedCluster = ({name, provider, stated: {publish = []}}: ClusterSpec): LocalCluster => ({
  ...assumedCluster(provider, name),
  nodes: [
    {
      name: `${name}-control-plane`,
      role: 'control-plane',
      id: '',
      image: '',
      running: true,
      createdAt: '',
      ports: [...publish],
    },
  ],
})

/**
 * Creates the cluster and keeps the record that it is ours: one without ids before kind begins, so that what a killed
 * run leaves is known as kubia's, a whole one afterwards. What it makes is registered for the run's undo first, or, with
 * `retain`, as what stays. One run on a machine makes nodes at a time, since kind's creations race (kind#1663).
 * @throws KubiaError as the provider; KUBECONFIG_LOCKED with the cluster and its record kept
 */
export const createCluster = (run: Creating, provider: ClusterProvider, creation: Creation): Action<LocalCluster> => {
  const {spec, prepared, switchContext} = creation
  const {name, kubeconfig} = spec
  return {
    script: async () => [
      ...(switchContext ? [] : [keepPrevious(kubeconfig)]),
      ...(await provider.script.create(spec, prepared?.versionImage)),
    ],
    planned: plannedCluster(spec),
    run: async report => {
      const cluster = await makeCluster(run, provider, creation, report)
      return done(await describeContext(contextOf(spec.provider, name), kubeconfig), cluster)
    },
  }
}

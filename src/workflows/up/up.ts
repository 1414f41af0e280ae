import {hasContext, type KubeConfigView, viewKubeconfig} from '../../api-server/kubeconfig.ts'
import type {ClusterSpec} from '../../cluster/cluster-spec.ts'
import {inKubeconfig} from '../../cluster/contexts.ts'
import {shortImage} from '../../cluster/node-image.ts'
import type {ClusterProvider, Lacking, LocalCluster, Prepared} from '../../cluster/provider.ts'
import {upAdvice} from '../../cluster/providers/index.ts'
import {makingOf} from '../../cluster/providers/making.ts'
import type {Advice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {Line} from '../../printers/advice.ts'
import {readKubeconfig} from '../../process/kubeconfig/edit.ts'
import type {Run} from '../../process/run.ts'
import {collectEvidence} from '../../workflow/evidence.ts'
import {type Action, type Done, done, type Report, runOnly} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {countNodes, type Removing, removalScript, removeCluster} from '../down/remove-cluster.ts'
import {headline, shapeOf} from '../headline.ts'
import {changeSpeed} from './change-speed.ts'
import {type Created, createWithImage} from './early-image.ts'
import {lackingLine, lackingOf, refusal} from './lacking.ts'
import {type Checked, checkMachine, lookAtMachine, type Machine} from './preflight.ts'
import {ensureRegistry} from './registry.ts'
import {findApiServer, movedNodes, type Running, startNodes} from './start-nodes.ts'
import {contextIsRight, setContext, writeContextAgain} from './up-context.ts'
import type {UpOptions, UpResult} from './up-options.ts'
import {listNodes, untilNodesReady} from './wait-for-nodes.ts'

/** A warning of the preflight: what is so, its code, and what would mend it. Nothing waits for it. */
const warningLines = ({message, code, details: {fix = []}}: KubiaError, placed: (advice: Advice) => Advice): Line[] => [
  `${message}  [${code}]`,
  {label: 'Fix', advice: fix.map(placed)},
]

/** A state folder that cannot be written is one of the preflight's own checks, reported with the others. */
const reportedByPreflight = (error: unknown): void => {
  if (!(error instanceof KubiaError && error.code === 'STATE_UNWRITABLE')) throw error
}

/** The cluster that is used as it is; undefined where one is to be created. */
const usable = ({decision, kubeconfig}: Machine): LocalCluster | undefined =>
  decision && 'use' in decision ? inKubeconfig(decision.use, kubeconfig) : undefined

/** The checks of a run, with their headline and warnings; a plan makes none. */
const checks = (
  flow: Workflow,
  {spec, recreate, app, lock, placeAdvice, facts}: UpOptions,
): Action<Checked | undefined> =>
  runOnly(async () => {
    await lock?.catch(reportedByPreflight)
    const {run} = flow
    const machine = await checkMachine(run, {spec, recreate, hasApp: app !== undefined}, facts)
    const {provider, warnings} = machine
    const cluster = usable(machine)
    if (cluster) run.log.onFailure(folder => collectEvidence(run, provider, spec, folder))
    // Of a live cluster its own shape: defaults say nothing of it.
    const shape = cluster ? shapeOf(cluster) : spec
    flow.say(headline('up', [spec.name], {shape, versions: [provider.versions]}))
    for (const warning of warnings) flow.note(warningLines(warning, placeAdvice), 'warn')
    return done(`${machine.checks} checks`, machine)
  }, undefined)

/** What must be in order before anything is changed. @throws KubiaError the problems */
const preflight = async (flow: Workflow, options: UpOptions, report: Report): Promise<Done<Machine>> => {
  const {detail, value} = await flow.act(checks(flow, options), report)
  const machine = value ?? (await lookAtMachine(flow.run.exec, flow.look, options))
  // On a cluster that is there it may have been installed meanwhile.
  if (usable(machine)) return done(detail, machine)
  const lacking = lackingOf(undefined, options.spec)
  for (const one of lacking) if (refuses(one, options)) throw refusal(one)
  for (const one of lacking) flow.note(lackingLine(one), 'warn')
  return done(detail, machine)
}

/** Whether what is to run cannot run without what a configuration has switched off. */
const refuses = (lacking: Lacking, {app}: UpOptions): boolean => app !== undefined && (lacking === 'cni' || app.expose)

/** Gets what the nodes are made of. A plan leaves that to the provider, and says which image a version comes down to. */
const prepareNodes = async (
  {act, look, run}: Workflow,
  provider: ClusterProvider,
  spec: ClusterSpec,
  report: Report,
): Promise<Done<Prepared | undefined>> => {
  const fetch = async (): Promise<Done<Prepared | undefined>> => {
    const prepared = await provider.prepare?.(spec, report)
    return done(prepared?.found ?? '', prepared)
  }
  const {detail, value} = await act(runOnly(fetch, undefined), report)
  const planned = async (): Promise<Prepared> => {
    const {versionImage} = await makingOf(spec.provider).plan(run.exec, spec)
    return {found: '', versionImage}
  }
  return done(detail, value ?? (await look(planned, undefined)))
}

/** Removes what is in the way of a new cluster. @returns what the kubeconfig says then */
const clearTheWay = (
  run: Removing,
  provider: ClusterProvider,
  {name, kubeconfig}: ClusterSpec,
  view: KubeConfigView,
): Action<KubeConfigView> => ({
  script: () => removalScript(run.exec, provider, {name, kubeconfig}),
  planned: view,
  run: async () => {
    const {nodes} = await removeCluster(run, provider, {name, kubeconfig})
    return done(`${countNodes(provider, nodes.length)} removed`, await viewKubeconfig(run.exec, kubeconfig))
  },
})

/** What may be in the way, in a plan where nobody can be asked. */
const perhapsInTheWay = (
  {exec}: Pick<Run, 'exec'>,
  provider: ClusterProvider,
  {name, kubeconfig}: ClusterSpec,
): Action<undefined> => ({
  script: async () => [
    '# only where a cluster of this name is not what is asked for; its data goes with it',
    ...(await removalScript(exec, provider, {name, kubeconfig})).map(line => `# ${line}`),
  ],
  planned: undefined,
  run: async () => done(''),
})

/** Uses a cluster that exists: starts its stopped nodes. @returns undefined where it is given up, to be created again */
const reuse = async (
  flow: Workflow,
  {provider, kubeconfig: view}: Machine,
  found: LocalCluster,
  {spec, recreate}: UpOptions,
): Promise<Running | undefined> => {
  const isRunning = found.nodes.every(({running}) => running)
  const begun = isRunning ? {cluster: found} : await flow.step('Start nodes', startNodes(provider, found, recreate))
  if ('lost' in begun) return undefined
  const started = {...begun, cluster: inKubeconfig(begun.cluster, view)}
  const {context} = started.cluster
  const moved = recreate ? movedNodes(started.cluster) : []
  if (moved.length === 0 || !view.contexts.some(({name}) => name === context)) return started
  const access = {kubeconfig: spec.kubeconfig, context}
  return (await flow.step('Find API server', findApiServer(flow.run, access, moved))) ? started : undefined
}

/** From nothing to Ready nodes. */
export const up = async (flow: Workflow, options: UpOptions): Promise<UpResult> => {
  const {run} = flow
  const {spec, wait, retain, switchContext, recreate} = options
  const {kubeconfig} = spec

  const machine = await flow.step('Preflight', report => preflight(flow, options, report))
  const {provider, decision} = machine
  const found = usable(machine)

  const existing = found && (await reuse(flow, machine, found, options))

  const inTheWay = existing
    ? undefined
    : found
      ? 'recreate'
      : decision && 'remove' in decision
        ? decision.remove
        : undefined
  if (existing && provider.prepare)
    flow.skip(
      'Node image',
      `${[...new Set(existing.cluster.nodes.map(node => shortImage(node.image)))].join(', ')} (in use)`,
    )
  const prepared =
    existing || !provider.prepare
      ? undefined
      : await flow.step('Node image', report => prepareNodes(flow, provider, spec, report))
  if (!machine.isKnown && recreate) await flow.step('Delete cluster', perhapsInTheWay(run, provider, spec))
  const view = inTheWay
    ? await flow.step(
        inTheWay === 'leftover' ? 'Remove leftover' : 'Delete cluster',
        clearTheWay(run, provider, spec, machine.kubeconfig),
      )
    : machine.kubeconfig
  if (existing) flow.skip('Create cluster', 'already running')
  const creation = {spec, prepared, retain, switchContext}
  const {cluster, brought}: Created = existing ?? (await createWithImage(flow, provider, creation, options.app?.spec))

  const faster = existing && changeSpeed(provider, cluster, spec.stated.speed)
  if (faster) await flow.step('Speed', faster)

  const context = {cluster, kubeconfig, switches: switchContext, created: !existing}
  const isRight = contextIsRight(view, context)
  if (!isRight) await flow.step('Context', setContext(run, provider, view, context))

  const access = {kubeconfig, context: cluster.context}
  const restarted = existing?.restarted
  const isSettled = existing !== undefined && found?.nodes.every(({running}) => running) === true
  const isReachable = view.contexts.some(({name}) => name === cluster.context)
  if (!wait) flow.skip('Wait for nodes', 'not waited for (--wait=false)')
  const {
    nodes,
    healed,
    lacking = [],
  } = wait
    ? await flow.step(
        'Wait for nodes',
        untilNodesReady(flow, {
          provider,
          cluster,
          access,
          restarted,
          isSettled,
          isReachable,
          lacksCni: lackingOf(existing?.cluster, spec).includes('cni'),
          next: upAdvice(provider.name, cluster.name),
        }),
      )
    : {nodes: await flow.step('List nodes', listNodes(run, access)), healed: []}
  if (lacking.includes('cni') && options.app) throw refusal('cni')

  const isThere = hasContext(await readKubeconfig(run.exec, kubeconfig), cluster.context)
  if (!isThere) await flow.step('Verify context', writeContextAgain(run, provider, context))

  const {registry: port} = spec.stated
  const {registries: host} = provider
  if (port !== undefined && !host)
    flow.note('--registry changes nothing here: the nodes of this cluster pull no images', 'warn')
  const wanted = port !== undefined && host && {host, cluster, access, port, retain}
  const onCluster = existing ? flow : flow.onEmptyCluster()
  const registered = wanted && (await flow.step('Registry', report => ensureRegistry(onCluster, wanted, report)))

  const changed =
    !existing ||
    registered === true ||
    restarted !== undefined ||
    healed.length > 0 ||
    faster !== undefined ||
    !isRight ||
    !isThere
  return {provider, cluster, nodes, previousContext: view.current, changed, lacking, created: !existing, brought}
}

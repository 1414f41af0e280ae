import {viewKubeconfig} from '../../api-server/kubeconfig.ts'
import {describeReadiness, getNodes, readinessOfAll, waitForNodes} from '../../api-server/nodes.ts'
import {lockCluster} from '../../cluster/cluster-lock.ts'
import {type ClusterSpec, describeShape} from '../../cluster/cluster-spec.ts'
import {shortImage} from '../../cluster/node-image.ts'
import {contextOf, type LocalCluster, type Prepared} from '../../cluster/provider.ts'
import {upAdvice} from '../../cluster/providers/index.ts'
import type {Advice} from '../../errors/advice.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {formatAdvice} from '../../printers/advice.ts'
import type {Run} from '../../process/run.ts'
import {collectEvidence} from '../../workflow/evidence.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {countNodes, removeCluster} from '../down/remove-cluster.ts'
import {type Fate, fateOf} from './check-existing.ts'
import {createCluster} from './create-cluster.ts'
import {explainNode} from './explain-node.ts'
import {type Ground, preflight} from './preflight.ts'
import {movedNodes, nodesMoved, recordAddresses} from './start-nodes.ts'
import {contextStep, tellContext, verifyContextStep} from './up-context.ts'
import type {UpOptions, UpResult} from './up-options.ts'
import {AWAY_LIMIT_MS, type Start, startSteps} from './up-start.ts'

/** Nodes that run register within seconds. In ms. */
const LOST_MS = 10_000

/** From nothing to Ready nodes: what the user reads on the screen, in this order. */
export const upTasks = (run: Run, reporter: Reporter, options: UpOptions, result: UpResult): Step[] => {
  const {spec, kubeconfig, recreate} = options
  const context = contextOf(spec.provider, spec.name)
  // At once, before what draws the steps is loaded: until then a `down` finds nothing of this run to wait for.
  const locked = lockCluster(run, spec.name, 'up')
  locked.catch(() => {}) // The preflight waits for it, and fails where it does.
  const ground = (): Ground => {
    if (!result.ground) throw new Error('the preflight has not run')
    return result.ground
  }
  let prepared: Prepared | undefined
  let fate: Fate = {none: true}
  const start: Start = {}
  /** A step that removes what is in the way of a new cluster. */
  const removal = (title: string, what: 'leftover' | 'recreate'): Step => ({
    title,
    skip: () => ('remove' in fate && fate.remove === what ? undefined : true),
    task: async () => {
      result.changed = true
      const {provider} = ground()
      const {nodes} = await removeCluster(run, provider, {name: spec.name, kubeconfig})
      ground().kubeconfig = await viewKubeconfig(run.exec, kubeconfig)
      result.previousContext = ground().kubeconfig.current
      return `${countNodes(provider, nodes.length)} removed`
    },
  })

  return [
    {
      title: 'Preflight',
      task: async () => {
        await locked.catch(toldByPreflight)
        const found = await preflight(run, {spec, kubeconfig, recreate})
        result.ground = found.ground
        fate = fateOf(found.ground.existing, {spec, recreate})
        result.cluster = 'use' in fate ? fate.use : undefined
        if (result.cluster) run.onFailure(folder => collectEvidence(run, found.ground.provider, spec, folder))
        result.previousContext = found.ground.kubeconfig.current
        reporter.say(
          [
            'kubia up',
            `cluster ${spec.name}`,
            describeShape(shapeOf(result.cluster, spec)),
            found.ground.provider.versions,
          ].join(' · '),
        )
        for (const warning of found.warnings) tellWarning(reporter, warning, options.placeAdvice)
        return `${found.checks} checks`
      },
    },
    ...startSteps(run, options, result, ground, start, why => {
      fate = {remove: 'recreate', why}
      delete result.cluster
    }),
    {
      title: 'Node image',
      skip: () =>
        ground().provider.prepare === undefined ||
        (result.cluster &&
          `${[...new Set(result.cluster.nodes.map(node => shortImage(node.image)))].join(', ')} (in use)`),
      task: async report => {
        prepared = await ground().provider.prepare?.(spec, report)
        return prepared?.found ?? ''
      },
    },
    removal('Remove leftover', 'leftover'),
    removal('Delete cluster', 'recreate'),
    {
      title: 'Create cluster',
      skip: () => result.cluster && 'already running',
      task: async report => {
        result.changed = true
        result.cluster = await createCluster(run, ground(), {spec, prepared}, options.retain, report)
        result.created = true
        return tellContext(context, kubeconfig)
      },
    },
    contextStep(run, options, result, ground),
    {
      title: 'Wait for nodes',
      skip: () => (options.wait ? undefined : 'not waited for (--wait=false)'),
      task: async report => {
        const expected = (result.cluster?.nodes ?? [])
          .filter(node => node.role !== 'external-load-balancer')
          .map(node => node.name)
        const access = {kubeconfig, context}
        const moved = result.cluster ? movedNodes(result.cluster) : []
        result.nodes = await waitForNodes(run.exec, {
          access,
          expected,
          signal: run.signal,
          report,
          explain: node => {
            run.renewSignal()
            return explainNode(run.exec, ground().provider, {name: spec.name, access}, node)
          },
          lost: {
            afterMs: LOST_MS,
            restart: node => ground().provider.restartByHand(spec.name, node),
            tell: (what, advice) => reporter.note([what, `  Fix:   ${formatAdvice(advice)}`], 'warn'),
          },
          next: upAdvice(spec.provider, spec.name),
          restarted: start.restarted,
          away: moved.length > 0 ? {limitMs: AWAY_LIMIT_MS, failure: () => nodesMoved(spec.name, moved)} : undefined,
        })
        if (result.cluster) recordAddresses(run, result.cluster)
        return `${expected.length}/${expected.length} Ready`
      },
    },
    {
      title: 'List nodes',
      skip: () => (options.wait ? true : undefined),
      task: async () => {
        result.nodes = await getNodes(run.exec, {kubeconfig, context})
        return describeReadiness(
          readinessOfAll(
            result.nodes.map(node => node.metadata.name),
            result.nodes,
          ),
        )
      },
    },
    verifyContextStep(run, options, result, ground),
  ]
}

/** A warning of the preflight: what is so, its code, and what would mend it. Nothing waits for it. */
const tellWarning = (
  reporter: Reporter,
  {message, code, details: {fix = []}}: KubiaError,
  placed: (advice: Advice) => Advice,
): void => {
  const lines = fix.map((line, index) => `  ${index === 0 ? 'Fix:   ' : '       '}${formatAdvice(placed(line))}`)
  reporter.note([`${message}  [${code}]`, ...lines], 'warn')
}

/** A state folder that can't be written is one of the preflight's own checks, told with the others. */
const toldByPreflight = (error: unknown): void => {
  if (!(error instanceof KubiaError && error.code === 'STATE_UNWRITABLE')) throw error
}

/** The shape for the headline: the live cluster's where there is one, since defaults say nothing of it. */
const shapeOf = (cluster: LocalCluster | undefined, spec: ClusterSpec): {controlPlanes: number; workers: number} => {
  if (!cluster) return spec
  const count = (role: string): number => cluster.nodes.filter(node => node.role === role).length
  return {controlPlanes: count('control-plane'), workers: count('worker')}
}

import {lockCluster} from '../cluster/cluster-lock.ts'
import {shortImage} from '../cluster/node-image.ts'
import {contextOf, type LocalCluster, type Prepared} from '../cluster/provider.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {switchContext} from '../kube/kubeconfig.ts'
import {describeReadiness, getNodes, nodeEvents, readinessOfAll, waitForNodes} from '../kube/nodes.ts'
import type {Node} from '../printers/types.ts'
import type {Run} from '../process/run.ts'
import {clusterPlan} from '../project/cluster-config.ts'
import {type ClusterSpec, describeShape} from '../project/cluster-spec.ts'
import {createCluster} from './create-cluster.ts'
import type {Face} from './faces/face.ts'
import {type Ground, preflight} from './preflight.ts'
import type {Step} from './step.ts'

export interface UpOptions {
  spec: ClusterSpec
  kubeconfig: string | undefined
  wait: boolean
  /** True: what was made stays when the run fails. */
  retain: boolean
  /** False: the context that was current stays so. */
  switchContext: boolean
}

/** What `up` found and did; filled step by step. */
export interface UpResult {
  ground?: Ground
  cluster?: LocalCluster
  nodes: Node[]
  /** The context that was current before. */
  previousContext: string
  /** True where anything was done. */
  changed: boolean
}

/** From nothing to Ready nodes: what the user reads on the screen, in this order. */
export const upTasks = (run: Run, face: Face, options: UpOptions, result: UpResult): Step[] => {
  const {spec, kubeconfig} = options
  const context = contextOf(spec.provider, spec.name)
  const ground = (): Ground => {
    if (!result.ground) throw new Error('the preflight has not run')
    return result.ground
  }
  const plan = clusterPlan(spec, kubeconfig)
  let prepared: Prepared | undefined

  return [
    {
      title: 'Preflight',
      task: async () => {
        await lockCluster(run, spec.name, 'up').catch(toldByPreflight)
        const found = await preflight(run, {spec, kubeconfig})
        for (const warning of found.warnings) tellWarning(face, warning)
        result.ground = found.ground
        result.cluster = found.ground.existing
        result.previousContext = found.ground.kubeconfig.current
        face.say(
          [
            'kubia up',
            `cluster ${spec.name}`,
            describeShape(shapeOf(result.cluster, spec)),
            found.ground.provider.versions,
          ].join(' · '),
        )
        return `${found.checks} checks`
      },
    },
    {
      title: 'Node image',
      skip: () =>
        ground().provider.prepare === undefined ||
        (result.cluster &&
          `${[...new Set(result.cluster.nodes.map(node => shortImage(node.image)))].join(', ')} (in use)`),
      task: async report => {
        prepared = await ground().provider.prepare?.(plan, report)
        return prepared?.found ?? ''
      },
    },
    {
      title: 'Create cluster',
      skip: () => result.cluster && 'already running',
      task: async report => {
        result.changed = true
        result.cluster = await createCluster(run, ground(), {plan, prepared}, options.retain, report)
        return context
      },
    },
    {
      title: 'Context',
      skip: () => (contextIsRight(ground(), context, options.switchContext, result.changed) ? true : undefined),
      task: async () => {
        const {provider, kubeconfig: view} = ground()
        const had = view.current
        const missing = !result.changed && !view.contexts.some(({name}) => name === context)
        if (missing) await provider.exportKubeconfig(spec.name, kubeconfig)
        const wanted = options.switchContext ? context : had
        await switchContext(run.exec, {kubeconfig, context: wanted})
        result.changed = true
        if (missing && wanted === context) return `${wanted}, written again`
        return wanted === ''
          ? 'none, as before'
          : `${wanted}${wanted === had ? ', as before' : ` (was: ${had || 'none'})`}`
      },
    },
    {
      title: 'Wait for nodes',
      skip: () => (options.wait ? undefined : 'not waited for (--wait=false)'),
      task: async report => {
        const expected = (result.cluster?.nodes ?? [])
          .filter(node => node.role !== 'external-load-balancer')
          .map(node => node.name)
        const access = {kubeconfig, context}
        result.nodes = await waitForNodes(run.exec, {
          access,
          expected,
          signal: run.signal,
          report,
          explain: node => {
            run.renewSignal()
            return nodeEvents(run.exec, access, node)
          },
          next: `kubectl kubia up ${spec.name}`,
        })
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
  ]
}

/** A warning of the preflight: what is so, its code, and what would mend it. Nothing waits for it. */
const tellWarning = (face: Face, {message, code, details: {fix = []}}: KubiaError): void =>
  face.note(
    [`${message}  [${code}]`, ...fix.map((line, index) => `  ${index === 0 ? 'Fix:   ' : '       '}${line}`)].join(
      '\n',
    ),
    'warn',
  )

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

/** Whether the kubeconfig needs no hand of ours: kind makes a new cluster's context and switches to it. */
const contextIsRight = ({kubeconfig: view}: Ground, context: string, switches: boolean, created: boolean): boolean => {
  if (created) return switches
  const exists = view.contexts.some(({name}) => name === context)
  return exists && (!switches || view.current === context)
}

import {verdictOf} from '../api-server/apply.ts'
import {roomFor} from '../api-server/capacity.ts'
import {troublesOf} from '../api-server/diagnosis/nodes.ts'
import {getParts} from '../api-server/examine.ts'
import {kubectlCommand, runKubectl} from '../api-server/kubectl.ts'
import {getList, getObject, type Place, resolveTarget, spoken} from '../api-server/objects.ts'
import type {Target} from '../api-server/targets.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {deployment} from '../kubernetes/kinds/deployment.ts'
import {isA, kindsFor, workloadOf} from '../kubernetes/kinds/index.ts'
import {node} from '../kubernetes/kinds/node.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {podsOf} from '../kubernetes/kinds/workloads.ts'
import {objectName, resourceName} from '../kubernetes/object-name.ts'
import {parseQuantity} from '../kubernetes/quantity.ts'
import type {KubeObject, Pod} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {Run} from '../process/run.ts'
import {counted, isOrAre} from '../text/counted.ts'
import {type Action, type Done, done, type Report, runOnly} from '../workflow/step.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {askNodesOf} from './local-nodes.ts'
import {NOT_WAITED_FOR, waitUntilReady} from './wait-until-ready.ts'

export const SCALABLE = kindsFor('scale')

export interface ScaleOptions {
  place: Place
  target: Target
  replicas: number
  /** How many there must be now; undefined: any. */
  currentReplicas?: number | undefined
  wait: boolean
  dryRun: boolean
}

/** `kubectl scale` for an object by its full name. */
export const scaleArgs = (name: string, replicas: number, currentReplicas?: number, dryRun?: 'server'): string[] => [
  'scale',
  name,
  `--replicas=${replicas}`,
  ...(currentReplicas === undefined ? [] : [`--current-replicas=${currentReplicas}`]),
  ...(dryRun ? [`--dry-run=${dryRun}`] : []),
]

const replicasOf = (object: KubeObject): number => workloadOf(object)?.scale?.replicas(object) ?? 1

/** What must hold before anything is scaled. @throws KubiaError REPLICAS_DIFFER, OBJECT_DIFFERS */
const check = (object: KubeObject, {currentReplicas, replicas}: ScaleOptions): void => {
  const current = replicasOf(object)
  if (currentReplicas !== undefined && currentReplicas !== current) {
    throw new KubiaError(
      'REPLICAS_DIFFER',
      `${spoken(object)} has ${counted(current, 'replica')}, not ${currentReplicas}`,
      {
        left: 'nothing was changed',
      },
    )
  }
  const owner = object.metadata.ownerReferences?.find(({controller}) => controller)
  if (owner) {
    const better = `${owner.kind.toLowerCase()} ${owner.name}`
    throw new KubiaError('OBJECT_DIFFERS', `${spoken(object)} belongs to ${better}, which would set it back at once`, {
      fix: [kubiaAdvice(['scale', owner.kind.toLowerCase(), owner.name, String(replicas)])],
      left: 'nothing was changed',
    })
  }
}

/** What is warned of when the nodes cannot hold what is asked for. Who may not see nodes and all pods is not warned. */
const warningOfRoom = async (
  exec: Exec,
  place: Place,
  object: KubeObject,
  more: number,
): Promise<string | undefined> => {
  const template = workloadOf(object)?.podTemplate(object)?.spec
  if (!template || more <= 0) return undefined
  try {
    const objects = await getList(exec, {...place, namespace: undefined}, ['nodes,pods', '--all-namespaces'])
    const nodes = objects.filter(isA(node))
    const pods = objects.filter(isA(pod))
    const room = roomFor(template, nodes, pods, text => Number(parseQuantity(text).nanos) / 1e9)
    if (more <= room) return undefined
    const why = troublesOf({nodes, local: await askNodesOf(exec, place)()}).map(({says}) => says)
    const text = `warning: ${counted(more, 'more pod')} ${isOrAre(more)} asked for, and the nodes have room for about ${room}: some will stay Pending`
    return [text, ...why].join('; ')
  } catch (error) {
    if (!(error instanceof KubiaError) || error.code !== 'FORBIDDEN') throw error
    return undefined
  }
}

/** What is there before anything is scaled. */
export interface Unscaled {
  object: KubeObject
  /** Undefined where it is not known: in a plan without a cluster. */
  replicas: number | undefined
  /** The uids of its pods. */
  pods: ReadonlySet<string>
}

/** What stands in a plan for an object that cannot be looked at; a bare NAME is most likely a deployment's. */
const unseen = ({name, kind = deployment}: Target): Unscaled => ({
  object: {apiVersion: kind.apiVersion, kind: kind.kind, metadata: {name}},
  replicas: undefined,
  pods: new Set(),
})

const getUnscaled = async (exec: Exec, options: ScaleOptions, note: Workflow['note']): Promise<Unscaled> => {
  const {place, target} = options
  const object = await resolveTarget(exec, place, target, SCALABLE)
  check(object, options)
  const replicas = replicasOf(object)
  const pods = podsOf(object, await getParts(exec, place, [object]))
  const warning = await warningOfRoom(exec, place, object, options.replicas - replicas)
  if (warning !== undefined) note(warning)
  return {object, replicas, pods: new Set(pods.map(({metadata}) => metadata.uid ?? ''))}
}

/** Looks at what is to be scaled. @throws KubiaError as `resolveTarget`; REPLICAS_DIFFER, OBJECT_DIFFERS */
export const lookAtReplicas = async (
  {run, look, note}: Pick<Workflow, 'look' | 'note'> & {run: Pick<Run, 'exec'>},
  options: ScaleOptions,
  report: Report,
): Promise<Done<Unscaled>> => {
  report(`in namespace ${options.place.namespace}`)
  const found = await look(() => getUnscaled(run.exec, options, note), unseen(options.target))
  return done(`${spoken(found.object)}, replicas ${found.replicas}`, found)
}

/** What `scale` did. */
export interface Scaled {
  verdict: 'scaled' | 'unchanged'
  /** The object as it is now. */
  object: KubeObject
}

/** Sets the number of replicas. */
export const setReplicas = (
  {exec}: Pick<Run, 'exec'>,
  {place, replicas, currentReplicas, dryRun}: ScaleOptions,
  {object, replicas: before}: Unscaled,
): Action<Scaled> => {
  const args = scaleArgs(objectName(object), replicas, currentReplicas, dryRun ? 'server' : undefined)
  return {
    script: () => [kubectlCommand(place, args)],
    planned: {verdict: 'scaled', object},
    run: async report => {
      const change = `${before} → ${replicas}`
      report(change)
      await runKubectl(exec, place, args)
      const after = await getObject(exec, place, resourceName(object), object.metadata.name)
      const changed = dryRun || (after && verdictOf(object, after) !== 'unchanged')
      return done(change, {verdict: changed ? 'scaled' : 'unchanged', object: after ?? object})
    },
  }
}

/** More new pods than this are summed up, and so are the nodes that they are on. */
const MAX_NAMED = 10

/** `66 on kubia-worker, 65 on kubia-worker2`, the fullest nodes first where they are many. */
const sumUp = (pods: readonly Pod[]): string => {
  const perNode = [...Map.groupBy(pods, ({spec}) => spec.nodeName ?? '<none>')]
  const named = perNode.length > MAX_NAMED ? perNode.toSorted(([, a], [, b]) => b.length - a.length) : perNode
  const parts = named.slice(0, MAX_NAMED).map(([node, {length}]) => `${length} on ${node}`)
  const others = named.slice(MAX_NAMED)
  if (others.length > 0)
    parts.push(`${others.flatMap(([, some]) => some).length} on ${counted(others.length, 'other node')}`)
  return parts.join(', ')
}

/** Says on which node each pod runs that was not there before; many are summed up. */
export const showNewPods = (
  {exec}: Pick<Run, 'exec'>,
  place: Place,
  {object, pods}: Unscaled,
  say: (line: string) => void,
): Action<undefined> =>
  runOnly(async () => {
    const parts = await getParts(exec, place, [object])
    const landed = podsOf(object, parts).filter(({metadata}) => !pods.has(metadata.uid ?? ''))
    if (landed.length <= MAX_NAMED)
      for (const {metadata, spec} of landed) say(`  + ${metadata.name} on ${spec.nodeName ?? '<none>'}`)
    return done(sumUp(landed))
  }, undefined)

/** Sets the number of replicas, and waits until they run. */
export const scale = async (flow: Workflow, options: ScaleOptions): Promise<Scaled> => {
  const {place, replicas, wait, dryRun} = options
  const before = await flow.step('Look at replicas', report => lookAtReplicas(flow, options, report))
  const isSame = before.replicas === replicas && !dryRun
  if (isSame) flow.skip('Scale', `has ${replicas} already`)
  const scaled: Scaled = isSame
    ? {verdict: 'unchanged', object: before.object}
    : await flow.step('Scale', setReplicas(flow.run, options, before))
  if (dryRun) return scaled
  if (!wait) flow.skip('Wait for replicas', NOT_WAITED_FOR)
  else await flow.step('Wait for replicas', waitUntilReady(flow.run, place, [scaled.object]))
  if (wait && scaled.verdict === 'scaled' && replicas > before.pods.size)
    await flow.step('New pods', showNewPods(flow.run, place, before, flow.say))
  return scaled
}

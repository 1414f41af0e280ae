import {verdictOf} from '../api-server/apply.ts'
import {roomFor} from '../api-server/capacity.ts'
import {getParts, refOf} from '../api-server/examine.ts'
import {kubectlCommand, runKubectl} from '../api-server/kubectl.ts'
import {getObject, getObjects, type Place, resolveTarget, spoken} from '../api-server/objects.ts'
import type {Target} from '../api-server/targets.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {deployment} from '../kubernetes/kinds/deployment.ts'
import {isA, kindsFor, workloadOf} from '../kubernetes/kinds/index.ts'
import {node} from '../kubernetes/kinds/node.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {podsOf} from '../kubernetes/kinds/workloads.ts'
import {objectName, resourceName} from '../kubernetes/object-name.ts'
import {parseQuantity} from '../kubernetes/quantity.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {formatCommand} from '../process/command.ts'
import type {Run} from '../process/run.ts'
import {counted} from '../text/counted.ts'
import type {ListedStep as Step} from '../workflow/listed-step.ts'
import type {Reporter} from '../workflow/reporters/reporter.ts'
import {waitCommand} from './plan-workload.ts'
import {type WorkloadResult, waitStep} from './workload.ts'

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
      fix: [`kubectl kubia scale ${better} ${replicas}`],
      left: 'nothing was changed',
    })
  }
}

/** Warns when the nodes can't hold what is asked for. Who may not see nodes and all pods is not warned. */
const warnOfRoom = async (
  run: Run,
  reporter: Reporter,
  place: Place,
  object: KubeObject,
  more: number,
): Promise<void> => {
  const template = workloadOf(object)?.podTemplate(object)?.spec
  if (!template) return
  try {
    const objects = await getObjects(run.exec, {...place, namespace: undefined}, ['nodes,pods', '--all-namespaces'])
    const nodes = objects.filter(isA(node))
    const pods = objects.filter(isA(pod))
    const room = roomFor(template, nodes, pods, text => Number(parseQuantity(text).nanos) / 1e9)
    if (more > room)
      reporter.note(
        `warning: ${more} more pods are asked for, and the nodes have room for about ${room}: some will stay Pending`,
      )
  } catch (error) {
    if (!(error instanceof KubiaError) || error.code !== 'FORBIDDEN') throw error
  }
}

/** Sets the number of replicas: what the user reads on the screen, in this order. */
export const scaleTasks = (run: Run, reporter: Reporter, options: ScaleOptions, result: WorkloadResult): Step[] => {
  const {place, target, replicas, currentReplicas, wait, dryRun} = options
  let before: KubeObject | undefined
  let podsBefore = new Set<string>()
  const live = (): KubeObject => {
    if (!before) throw new Error('the object was not looked at')
    return before
  }

  return [
    {
      title: 'Look at replicas',
      task: async report => {
        report(`in namespace ${place.namespace}`)
        const object = await resolveTarget(run.exec, place, target, SCALABLE)
        before = object
        check(object, options)
        const parts = await getParts(run.exec, place, [object])
        podsBefore = new Set(podsOf(object, parts).map(({metadata}) => metadata.uid ?? ''))
        const more = replicas - replicasOf(object)
        if (more > 0) await warnOfRoom(run, reporter, place, object, more)
        return `${spoken(object)}, replicas ${replicasOf(object)}`
      },
    },
    {
      title: 'Scale',
      skip: () => {
        if (dryRun || replicasOf(live()) !== replicas) return undefined
        Object.assign(result, {verdict: 'unchanged', object: live()})
        return `has ${replicas} already`
      },
      task: async report => {
        const object = live()
        report(`${replicasOf(object)} → ${replicas}`)
        const args = scaleArgs(objectName(object), replicas, currentReplicas, dryRun ? 'server' : undefined)
        await runKubectl(run.exec, place, args)
        const after = await getObject(run.exec, place, resourceName(object), object.metadata.name)
        const changed = dryRun || (after && verdictOf(object, after) !== 'unchanged')
        Object.assign(result, {verdict: changed ? 'scaled' : 'unchanged', object: after ?? object})
        return `${replicasOf(object)} → ${replicas}`
      },
    },
    ...(dryRun
      ? []
      : [
          waitStep(run, {
            place,
            wait,
            title: 'Wait for replicas',
            refs: () => (result.object ? [refOf(result.object, place.namespace)] : []),
          }),
          {
            title: 'New pods',
            skip: () => (wait && result.verdict === 'scaled' && replicas > podsBefore.size ? undefined : true),
            task: async () => {
              const object = live()
              const parts = await getParts(run.exec, place, [object])
              const landed = podsOf(object, parts).filter(({metadata}) => !podsBefore.has(metadata.uid ?? ''))
              for (const {metadata, spec} of landed)
                reporter.say(`  + ${metadata.name} on ${spec.nodeName ?? '<none>'}`)
              const perNode = Map.groupBy(landed, ({spec}) => spec.nodeName ?? '<none>')
              return [...perNode].map(([node, {length}]) => `${length} on ${node}`).join(', ')
            },
          } satisfies Step,
        ]),
  ]
}

/** What `scale` would run. A bare NAME stands as a deployment, which it most likely is. */
export const planScale = (
  {place, target, replicas, currentReplicas, wait}: ScaleOptions,
  timeoutMs: number,
): string => {
  const {kind = deployment, name} = target
  const args = scaleArgs(`${resourceName(kind)}/${name}`, replicas, currentReplicas)
  const scale = formatCommand(kubectlCommand(place, args))
  return [scale, ...(wait ? waitCommand(place, kind, name, timeoutMs) : [])].join('\n')
}

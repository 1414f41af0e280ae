import {listName, workloadOf} from '../kubernetes/kinds/index.ts'
import {revisionOf} from '../kubernetes/kinds/replicaset.ts'
import {childrenOf, podMakersOf, selectorText} from '../kubernetes/kinds/workloads.ts'
import type {KubeObject, PodTemplate} from '../kubernetes/types.ts'
import {isRecord} from '../process/answer.ts'
import type {Exec} from '../process/exec.ts'
import {getObjects, type Place} from './objects.ts'

/** A version of an app, as `kubectl rollout history` counts them. */
export interface Revision {
  number: number
  /** What its pods are made from; undefined where the record of it does not say. */
  template: object | undefined
}

/** The template without the label by which a deployment tells the pods of its versions apart. */
const withoutHash = (template: PodTemplate | undefined): object | undefined => {
  if (!template) return undefined
  const {'pod-template-hash': _, ...labels} = template.metadata?.labels ?? {}
  return {...template, metadata: {...template.metadata, labels}}
}

const ofMaker = (maker: KubeObject): Revision => ({
  number: revisionOf(maker),
  template: withoutHash(workloadOf(maker)?.podTemplate(maker)),
})

/** A ControllerRevision has its number, and as its data the patch that makes the app what it was. */
const ofRecord = (record: KubeObject): Revision => {
  const {revision, data} = record as KubeObject & {revision?: unknown; data?: unknown}
  const spec = isRecord(data) ? data['spec'] : undefined
  const template = isRecord(spec) ? spec['template'] : undefined
  const {$patch: _, ...kept} = isRecord(template) ? template : {}
  return {number: Number(revision), template: isRecord(template) ? kept : undefined}
}

/**
 * The versions that the API server keeps of an app, the newest first. The newest one is what it is to run now.
 * @throws as `runKubectl`
 */
export const revisionsOf = async (exec: Exec, place: Place, app: KubeObject): Promise<Revision[]> => {
  const workload = workloadOf(app)
  const makers = podMakersOf(app)
  const kind = makers ? listName(makers.kind) : 'controllerrevisions.apps'
  const selector = selectorText(workload?.podSelector(app))
  const found = await getObjects(exec, place, [kind, ...(selector === undefined ? [] : ['-l', selector])])
  return childrenOf(app, found)
    .map(makers ? ofMaker : ofRecord)
    .toSorted((a, b) => b.number - a.number)
}

import {controllerOf, pathOf} from '../controllers/draft.ts'
import {isFinished} from '../controllers/pod-state.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import type {Node} from '../kinds/node/types.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import type {Change, Store} from '../store/store.ts'
import {amountsOf, type MilliAmounts, minus, plus, podRequests} from './resources.ts'

/** A node and what is taken of it, as the scheduler sees it. */
export interface NodeInfo {
  node: Node
  allocatable: MilliAmounts
  requested: MilliAmounts
  /** By path. Pods that have ended take nothing. */
  pods: Map<string, Pod>
  /** Pods of one controller, by its uid. */
  perOwner: Map<string, number>
}

/** Follows the store, so that placing a pod needs no count of all pods. */
export class NodeInfos {
  readonly #infos = new Map<string, NodeInfo>()
  readonly #unsubscribe: () => void

  constructor(store: Store) {
    for (const node of store.list(nodeResource)) this.#setNode(node as Node)
    for (const pod of store.list(podResource)) this.#add(pod as Pod)
    this.#unsubscribe = store.onChange(change => this.#follow(change))
  }

  all(): NodeInfo[] {
    return [...this.#infos.values()]
  }

  stop(): void {
    this.#unsubscribe()
  }

  #follow({type, resource, object, previous}: Change): void {
    if (resource === nodeResource) {
      if (type === 'DELETED') this.#infos.delete(object.metadata.name)
      else this.#setNode(object as Node)
    }
    if (resource !== podResource) return
    const [pod, before] = [object as Pod, previous as Pod | undefined]
    // Nothing that counts here changes where only the status of a pod changes.
    const isSame =
      before?.spec.nodeName === pod.spec.nodeName && before !== undefined && isFinished(before) === isFinished(pod)
    if (type === 'MODIFIED' && isSame) return this.#replace(pod)
    if (before) this.#remove(before)
    if (type !== 'DELETED') this.#add(pod)
  }

  #setNode(node: Node): void {
    const {name} = node.metadata
    const before = this.#infos.get(name)
    const allocatable = amountsOf(node.status.allocatable)
    if (before) Object.assign(before, {node, allocatable})
    else this.#infos.set(name, {node, allocatable, requested: {}, pods: new Map(), perOwner: new Map()})
  }

  #replace(pod: Pod): void {
    const pods = this.#infos.get(pod.spec.nodeName ?? '')?.pods
    if (pods?.has(pathOf(pod))) pods.set(pathOf(pod), pod)
  }

  #add(pod: Pod): void {
    const info = this.#infos.get(pod.spec.nodeName ?? '')
    if (!info || isFinished(pod)) return
    info.pods.set(pathOf(pod), pod)
    info.requested = plus(info.requested, podRequests(pod.spec))
    count(info.perOwner, controllerOf(pod)?.uid, 1)
  }

  #remove(pod: Pod): void {
    const info = this.#infos.get(pod.spec.nodeName ?? '')
    if (!info?.pods.delete(pathOf(pod))) return
    info.requested = minus(info.requested, podRequests(pod.spec))
    count(info.perOwner, controllerOf(pod)?.uid, -1)
  }
}

const count = (counts: Map<string, number>, key: string | undefined, by: number): void => {
  if (key === undefined) return
  const next = (counts.get(key) ?? 0) + by
  if (next > 0) counts.set(key, next)
  else counts.delete(key)
}

import type {Clock} from '../clock.ts'
import {type ControlPlane, changeStatus, find, remove} from '../controllers/control-plane.ts'
import {partsOf, pathOf} from '../controllers/draft.ts'
import type {Controller} from '../controllers/loop.ts'
import {isFinished} from '../controllers/pod-state.ts'
import {parseImage} from '../description/images.ts'
import {nodeResource} from '../kinds/node/resource.ts'
import type {Node} from '../kinds/node/types.ts'
import {podResource} from '../kinds/pod/resource.ts'
import type {Pod} from '../kinds/pod/types.ts'
import type {Change} from '../store/store.ts'
import type {KeysOf} from './container-config.ts'
import type {KubeletEvent} from './container-run.ts'
import {isUnreachable, notReadyOf} from './knobs.ts'
import {PodAddresses} from './pod-addresses.ts'
import {advancePod, complain, endPod, type PodRun, podDue, podRunOf, stopPod} from './pod-run.ts'
import {podStatusOf} from './pod-status.ts'

export interface KubeletOptions {
  /** Called when the containers of a pod have ended for good, so that its connections end with them. */
  onEnd: (uid: string) => void
}

/**
 * The kubelet runs what is bound to its node and reports its status to the API server. The loop compares the pods of a node
 * with the containers that run there. Here one loop serves all nodes, and running a container is keeping its state in
 * mind: Pending, ContainerCreating and Running follow each other as on a real node, within about half a second.
 */
export const kubelet = (plane: ControlPlane, {onEnd}: KubeletOptions): Controller => {
  const runs = new Map<string, PodRun>()
  const images = new ImageStore(plane)
  const addresses = new PodAddresses()

  const forget = (uid: string): void => {
    if (runs.delete(uid)) onEnd(uid)
  }

  const runOf = (pod: Pod, clock: Clock): PodRun => {
    let run = runs.get(pod.metadata.uid)
    if (!run) {
      run = podRunOf(pod, clock)
      runs.set(pod.metadata.uid, run)
    }
    return run
  }

  const look = (pod: Pod, node: Node): number | undefined => {
    const {clock} = plane
    const now = clock.time()
    const dateAt = (time: number): Date => clock.dateAt(time)
    const host = node.metadata.name
    const say = (event: KubeletEvent, fieldPath?: string): void =>
      plane.events.emit(pod, {...event, ...(fieldPath && {fieldPath}), component: 'kubelet', host})
    const run = runOf(pod, clock)
    const report = (): void => {
      const status = podStatusOf(pod, run, hostAddress(node), clock)
      changeStatus<Pod>(plane, podResource, pod, current => ({...current, status}), 'kubelet')
    }
    if (pod.metadata.deletionTimestamp !== undefined) {
      stopPod(run, {pod, now, say})
      if (run.endsAt > now) return run.endsAt - now
      // The final status of the containers is reported before the pod is deleted, as kubelets do since 1.27.
      if (endPod(run, {pod, now, dateAt})) report()
      forget(pod.metadata.uid)
      remove(plane, podResource, pod, 0)
      return undefined
    }
    if (isFinished(pod)) {
      forget(pod.metadata.uid)
      return undefined
    }
    complain(run, {pod, say})
    // Without its container runtime a node starts nothing; what runs is said to be unready by the node controller.
    if (notReadyOf(node) !== undefined) return undefined
    const keysOf: KeysOf = (resource, namespace, name) => {
      const found = plane.registry.find(resource, namespace, name)
      const parts = [found?.['data'], found?.['binaryData']]
      return found && (key => parts.some(part => Object.hasOwn(Object(part), key)))
    }
    const newIP = (): string => addresses.next(node, plane.podsByNode.get(host))
    advancePod(run, {pod, now, dateAt, images: images.of(host), keysOf, newIP, say})
    report()
    const due = podDue(run, now)
    return Number.isFinite(due) ? Math.max(0, due - now) : undefined
  }

  return {
    name: 'kubelet',
    *affected(change) {
      if (change.resource === podResource && change.type === 'DELETED') forget(change.object.metadata.uid)
      yield* affected(plane, change)
    },
    reconcile: key => {
      const pod = find<Pod>(plane, podResource, ...partsOf(key))
      const node = pod?.spec.nodeName && find<Node>(plane, nodeResource, '', pod.spec.nodeName)
      // A node that has lost its network goes on for itself; what it would say does not arrive.
      if (!pod || !node || isUnreachable(node)) return undefined
      return look(pod, node)
    },
  }
}

/** A bound pod, also one that is gone, which nothing is due for any more; and all pods of a node that is there again, or that speaks again. */
function* affected({podsByNode}: ControlPlane, {resource, type, object, previous}: Change): Iterable<string> {
  if (resource === podResource && (object as Pod).spec.nodeName) yield pathOf(object)
  if (resource !== nodeResource || type === 'DELETED') return
  const works = (node: Node): boolean => !isUnreachable(node) && notReadyOf(node) === undefined
  if (!previous || works(previous as Node) !== works(object as Node))
    for (const pod of podsByNode.get(object.metadata.name)) yield pathOf(pod)
}

const hostAddress = ({status}: Node): string => status.addresses?.find(({type}) => type === 'InternalIP')?.address ?? ''

/** The images that each node has pulled: at the start those of the containers that run there. */
class ImageStore {
  readonly #plane: ControlPlane
  readonly #images = new Map<string, Set<string>>()

  constructor(plane: ControlPlane) {
    this.#plane = plane
  }

  of(node: string): Set<string> {
    let images = this.#images.get(node)
    if (!images) {
      const statuses = this.#plane.podsByNode.get(node).flatMap(({status}) => status.containerStatuses ?? [])
      const pulled = statuses.filter(({imageID}) => imageID !== '')
      images = new Set(pulled.flatMap(({image}) => parseImage(image)?.full ?? []))
      this.#images.set(node, images)
    }
    return images
  }
}

import {KubiaError} from '../errors/kubia-error.ts'
import {isA} from '../kubernetes/kinds/index.ts'
import {node} from '../kubernetes/kinds/node.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import {isPodReady} from '../kubernetes/pod-status.ts'
import type {KubeObject, Node} from '../kubernetes/types.ts'
import type {Exec} from '../process/exec.ts'
import type {LocalNodes, NodeFacts} from './diagnosis/nodes.ts'
import type {KubeAccess} from './kubectl.ts'
import {getObjects} from './objects.ts'
import {listObjects} from './status.ts'

/** As many nodes are asked for by name, each in a request; of more, the list costs less. */
const MAX_NAMED = 10

/** All nodes; none for whoever may not list them, since they only explain. @throws as `listObjects` */
export const allNodes = async (exec: Exec, access: KubeAccess): Promise<Node[]> => {
  try {
    return (await listObjects(exec, access, ['nodes'], {allNamespaces: false})).items.filter(isA(node))
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** Nodes by name; undefined where one is not there. */
const named = async (exec: Exec, access: KubeAccess, names: readonly string[]): Promise<Node[] | undefined> => {
  try {
    const resources = names.map(name => `node/${name}`)
    const found = await getObjects(exec, access, resources)
    return found.length === names.length ? found.filter(isA(node)) : undefined
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** The provider's view of some nodes alone. */
export const onlyOf = (nodes: readonly Node[], local: LocalNodes | undefined): LocalNodes | undefined =>
  local && {
    ...local,
    nodes: local.nodes.filter(({name}) => nodes.some(({metadata}) => metadata.name === name)),
  }

/**
 * What is known of the nodes that may be why pods are not ready: those that such pods are on, and all of them where a pod
 * waits for one. Where all pods are ready, nothing is asked.
 * @param items listed objects, the pods among them @throws as `listObjects`
 */
export const nodesBehind = async (
  exec: Exec,
  access: KubeAccess,
  items: readonly KubeObject[],
  local: LocalNodes | undefined,
): Promise<NodeFacts> => {
  const waiting = items.filter(isA(pod)).filter(one => !isPodReady(one) && one.status?.phase !== 'Succeeded')
  if (waiting.length === 0) return {nodes: []}
  const names = [...new Set(waiting.map(({spec}) => spec.nodeName ?? ''))]
  const some = !names.includes('') && names.length <= MAX_NAMED ? await named(exec, access, names) : undefined
  return some ? {nodes: some, local: onlyOf(some, local)} : {nodes: await allNodes(exec, access), local}
}

import {checkClusterName} from '../../cluster/cluster-name.ts'
import {type ClusterNode, kubernetesNodes} from '../../cluster/provider.ts'
import {type LocalClusterOf, listClusters} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import {node as nodeKind} from '../../kubernetes/kinds/node.ts'
import type {Exec} from '../../process/exec.ts'
import {clusterName} from '../../project/cluster-spec.ts'
import {chooseCluster, currentCluster, namedCluster} from '../choose-cluster.ts'

/** What is to be stopped or started: a cluster, or one node of it. */
export interface ChosenNodes extends LocalClusterOf {
  /** The node that was named; undefined where the whole cluster is meant. */
  node: ClusterNode | undefined
}

const findNode = ({cluster}: LocalClusterOf, name: string): ClusterNode | undefined =>
  kubernetesNodes(cluster).find(node => node.name === name)

/**
 * The node of a name: in the cluster that is meant without one by its whole name or by what follows the cluster's, in
 * any other local cluster by its whole name. @throws KubiaError NOT_FOUND with the names that there are
 */
const chooseNode = async (exec: Exec, name: string, kubeconfig: string | undefined): Promise<ChosenNodes> => {
  const meant = await chooseCluster(exec, {kubeconfig}).catch((error: unknown) => {
    if (!(error instanceof KubiaError) || error.code !== 'NOT_FOUND') throw error
    return undefined
  })
  const own = meant && (findNode(meant, name) ?? findNode(meant, `${meant.cluster.name}-${name}`))
  if (meant && own) return {...meant, node: own}
  const {clusters, unusable} = await listClusters(exec, undefined)
  for (const local of clusters) {
    const node = findNode(local, name)
    if (node) return {...local, node}
  }
  if (unusable) throw unusable.problem
  const known = (meant ? [meant] : clusters).flatMap(({cluster}) => kubernetesNodes(cluster).map(node => node.name))
  throw new KubiaError(
    'NOT_FOUND',
    `there is no node ${name} in a local cluster${known.length > 0 ? ` (there are ${known.join(', ')})` : ''}`,
    {fix: [kubiaAdvice(['clusters'], 'lists the local clusters')]},
  )
}

/** The cluster that is meant without a name, as `up` and `down` mean it. @throws KubiaError NOT_FOUND naming the current one */
const unnamedCluster = async (
  exec: Exec,
  verb: string,
  kubeconfig: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<LocalClusterOf> => {
  const name = clusterName(undefined, undefined, env)
  try {
    return await namedCluster(exec, name)
  } catch (error) {
    if (!(error instanceof KubiaError) || error.code !== 'NOT_FOUND') throw error
    const current = await currentCluster(exec, kubeconfig)
    if (!current) throw error
    throw amend(new KubiaError('NOT_FOUND', `no cluster ${name}; the current one is ${current.cluster.name}`), {
      fix: [kubiaAdvice([verb, current.cluster.name])],
    })
  }
}

/**
 * What a word of the command line names: a cluster, or with `node/NAME` a node.
 * @param verb `stop` or `start`
 * @throws KubiaError NOT_FOUND, NAME_INVALID, and as `connectProvider`
 */
export const chooseNodes = async (
  exec: Exec,
  verb: string,
  word: string | undefined,
  kubeconfig: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ChosenNodes> => {
  const [kind = '', ...name] = word?.split('/') ?? []
  if (name.length === 1 && nodeKind.names.includes(kind)) return chooseNode(exec, name.join('/'), kubeconfig)
  const local =
    word === undefined ? unnamedCluster(exec, verb, kubeconfig, env) : namedCluster(exec, checkClusterName(word))
  return {...(await local), node: undefined}
}

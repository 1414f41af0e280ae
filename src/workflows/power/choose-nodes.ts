import {checkClusterName} from '../../cluster/cluster-name.ts'
import {type ClusterNode, kubernetesNodes} from '../../cluster/provider.ts'
import {type LocalClusterOf, listClusters} from '../../cluster/registry.ts'
import {kubiaAdvice} from '../../errors/advice.ts'
import {didYouMean, orMeant} from '../../errors/did-you-mean.ts'
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

/** The node that is the only one whose name ends so: `worker` of `shop-worker`, and of `shop-sim-worker` as it was named once. */
const endingSo = ({cluster}: LocalClusterOf, name: string): ClusterNode | undefined => {
  const [only, ...others] = kubernetesNodes(cluster).filter(node => node.name.endsWith(`-${name}`))
  return others.length === 0 ? only : undefined
}

/**
 * The node of a name: in the cluster that is meant without one by its whole name or by its end, in any other local
 * cluster by its whole name. @throws KubiaError NOT_FOUND with the names that there are; as `connectProvider` where no
 * cluster is meant, and not all could be asked for
 */
const chooseNode = async (
  exec: Exec,
  verb: string,
  name: string,
  kubeconfig: string | undefined,
): Promise<ChosenNodes> => {
  const meant = await chooseCluster(exec, {kubeconfig}).catch((error: unknown) => {
    if (!(error instanceof KubiaError) || error.code !== 'NOT_FOUND') throw error
    return undefined
  })
  const own = meant && (findNode(meant, name) ?? endingSo(meant, name))
  if (meant && own) return {...meant, node: own}
  const {clusters, unusable} = await listClusters(exec, undefined)
  for (const local of clusters) {
    const node = findNode(local, name)
    if (node) return {...local, node}
  }
  if (unusable && !meant) throw unusable.problem
  const known = (meant ? [meant] : clusters).flatMap(({cluster}) => kubernetesNodes(cluster).map(node => node.name))
  const near = didYouMean(meant ? `${meant.cluster.name}-${name}` : name, known) ?? didYouMean(name, known)
  throw new KubiaError(
    'NOT_FOUND',
    `there is no node ${name} in a local cluster${known.length > 0 ? ` (there are ${known.join(', ')})` : ''}${orMeant(near)}`,
    {
      fix: [
        ...(near === undefined ? [] : [kubiaAdvice([verb, `node/${near}`])]),
        kubiaAdvice(['clusters'], 'lists the local clusters'),
      ],
    },
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
  if (name.length === 1 && nodeKind.names.includes(kind)) return chooseNode(exec, verb, name.join('/'), kubeconfig)
  const local =
    word === undefined ? unnamedCluster(exec, verb, kubeconfig, env) : namedCluster(exec, checkClusterName(word), verb)
  return {...(await local), node: undefined}
}

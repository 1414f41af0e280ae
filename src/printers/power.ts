import {visibleLine} from '../text/visible.ts'
import {printValue} from './output.ts'

export type PowerFormat = 'json' | 'yaml' | 'name'

/** What is shown of the cluster. */
interface PrintedCluster {
  name: string
  provider: string
  context: string
  nodes: readonly {name: string; role: string; running: boolean}[]
}

/**
 * The answer of `stop` and `start`: `cluster/shop stopped`, or with `-o name` what that is of, or with `-o json|yaml`
 * the cluster with what runs of it.
 * @param node the node that was named; undefined for a cluster. @param done what was done where anything was: `stopped`
 */
export const printPower = (
  {cluster, changed}: {cluster: PrintedCluster; changed: boolean},
  node: string | undefined,
  done: string,
  format: PowerFormat | undefined,
): string => {
  const target = visibleLine(node === undefined ? `cluster/${cluster.name}` : `node/${node}`)
  if (format === 'name') return target
  if (format === undefined) return `${target} ${changed ? done : 'unchanged'}`
  const {name, provider, context} = cluster
  const nodes = cluster.nodes.map(({name: of, role, running}) => ({name: of, role, running}))
  const answer = {name, provider, context, nodes, changed}
  return printValue(answer, format)
}

import {age} from '../kubernetes/age.ts'
import {visibleLine} from '../text/visible.ts'
import {printJson} from './json.ts'
import {printSmallTable} from './small-table.ts'
import {printYaml} from './yaml.ts'

export type ClustersFormat = 'wide' | 'json' | 'yaml' | 'name'

/** What is shown of a local cluster. */
export interface ClusterRow {
  name: string
  provider: string
  context: string
  current: boolean
  /** Nodes that are Ready of all that there should be, and how many run where that differs: `2/3 Ready, 3 running`. */
  nodes: string
  /** Kubernetes' version by the node image's tag; empty where it does not say. */
  version: string
  /** The oldest node's creation, RFC 3339. */
  createdAt: string
  image: string
  /** Whether kubia made it. */
  managed: boolean
}

/** The answer of `clusters`; an empty text where there is none, as `kubectl get` does. @param now milliseconds since the epoch */
export const printClusters = (
  clusters: readonly ClusterRow[],
  format: ClustersFormat | undefined,
  now: number,
): string => {
  if (format === 'name') return clusters.map(({name}) => `${visibleLine(name)}\n`).join('')
  const answer = {apiVersion: 'kubia/v1alpha1', kind: 'ClusterList', items: clusters}
  if (format === 'json') return printJson(answer)
  if (format === 'yaml') return printYaml(answer)
  if (clusters.length === 0) return ''
  const wide = format === 'wide'
  return printSmallTable(
    ['CURRENT', 'NAME', 'PROVIDER', 'NODES', 'VERSION', 'AGE', ...(wide ? ['CONTEXT', 'IMAGE', 'MANAGED'] : [])],
    clusters.map(({current, name, provider, nodes, version, createdAt, context, image, managed}) => [
      current ? '*' : '',
      name,
      provider,
      nodes,
      version || '<unknown>',
      age(createdAt, now),
      ...(wide ? [context, image || '<unknown>', managed ? 'kubia' : '<none>'] : []),
    ]),
  )
}

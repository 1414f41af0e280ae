import {age} from '../kubernetes/age.ts'
import {visibleLine} from '../text/visible.ts'
import {printJson} from './json.ts'
import {printSmallTable} from './small-table.ts'
import {printYaml} from './yaml.ts'

export type ClustersFormat = 'wide' | 'json' | 'yaml' | 'name'

/** What is shown of a local cluster. */
interface ClusterRow {
  name: string
  provider: string
  context: string
  current: boolean
  /** `3/3 Ready` */
  nodes: string
  /** Empty where it is not known. */
  version: string
  /** RFC 3339. */
  createdAt: string
  image: string
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

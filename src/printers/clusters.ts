import {age} from '../kubernetes/age.ts'
import {visibleLine} from '../text/visible.ts'
import {printJson} from './json.ts'
import {printSmallTable} from './small-table.ts'
import type {Paint, Tone} from './style.ts'
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

/** The registry of this machine, as it is shown beside the clusters. */
export interface RegistryRow {
  name: string
  /** As images are named: `localhost:5001`. */
  host: string
  running: boolean
}

const HEADINGS = ['CURRENT', 'NAME', 'PROVIDER', 'NODES', 'VERSION', 'AGE']
const WIDE_HEADINGS = ['CONTEXT', 'IMAGE', 'MANAGED']

/** Fewer nodes Ready, or running, than there should be is wrong; those that only run may have been left so. */
const toneOfNodes = (nodes: string): Tone | undefined => {
  if (/^(\d+)\/\1 Ready$/.test(nodes)) return undefined
  return nodes.includes('Ready') ? 'fail' : 'warn'
}

/**
 * The answer of `clusters`; an empty text where there is none, as `kubectl get` does.
 * @param now milliseconds since the epoch @param style the terminal's columns, and colours for what is wrong
 */
export const printClusters = (
  clusters: readonly ClusterRow[],
  format: ClustersFormat | undefined,
  now: number,
  {
    width,
    paint = (_, text) => text,
    registry,
  }: {width?: number; paint?: Paint; registry?: RegistryRow | undefined} = {},
): string => {
  if (format === 'name') return clusters.map(({name}) => `${visibleLine(name)}\n`).join('')
  const answer = {apiVersion: 'kubia/v1alpha1', kind: 'ClusterList', items: clusters, ...(registry && {registry})}
  if (format === 'json') return printJson(answer)
  if (format === 'yaml') return printYaml(answer)
  if (clusters.length === 0) return ''
  const wide = format === 'wide'
  const headings = [...HEADINGS, ...(wide ? WIDE_HEADINGS : [])]
  const style = (cells: readonly string[]): string[] =>
    cells.map((cell, index) => {
      const tone = headings[index] === 'NODES' ? toneOfNodes(cell) : undefined
      return tone ? paint(tone, cell) : cell
    })
  const rows = clusters.map(({current, name, provider, nodes, version, createdAt, context, image, managed}) => [
    current ? '*' : '',
    name,
    provider,
    nodes,
    version || '<unknown>',
    age(createdAt, now),
    ...(wide ? [context, image || '<unknown>', managed ? 'kubia' : '<none>'] : []),
  ])
  return printSmallTable(headings, rows, {...(width !== undefined && {width}), style})
}

import {type Column, printTable} from './table.ts'

/** What is shown of an app's health. */
export interface HealthRow {
  app: string
  namespace: string
  summary: string
}

/** What is wrong with a node. */
interface NodeRow {
  node: string
  /** `node k-worker is not Ready (stopped)` */
  says: string
}

const printNodes = (nodes: readonly NodeRow[]): string =>
  nodes.length === 0
    ? ''
    : printTable<NodeRow>(
        [
          {name: 'NODE', value: ({node}) => `node/${node}`},
          {name: 'HEALTH', value: ({node, says}) => says.replace(`node ${node} is `, '')},
        ],
        nodes,
      )

/** The health of nodes, where something is wrong with one, and of apps, as tables in kubectl's manner. */
export const printHealth = (rows: readonly HealthRow[], nodes: readonly NodeRow[], allNamespaces: boolean): string =>
  [printNodes(nodes), printApps(rows, allNamespaces)].filter(Boolean).join('\n')

const printApps = (rows: readonly HealthRow[], allNamespaces: boolean): string => {
  if (rows.length === 0) return ''
  const columns: Column<HealthRow>[] = [
    ...(allNamespaces ? [{name: 'NAMESPACE', value: ({namespace}: HealthRow) => namespace}] : []),
    {name: 'APP', value: ({app}) => app},
    {name: 'HEALTH', value: ({summary}) => summary},
  ]
  return printTable(columns, rows)
}

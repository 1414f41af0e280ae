import {type Column, printTable} from './table.ts'

/** What is shown of an app's health. */
export interface HealthRow {
  app: string
  namespace: string
  summary: string
}

/** The health of apps as a table in kubectl's manner; nothing for no apps. */
export const printHealth = (rows: readonly HealthRow[], allNamespaces: boolean): string => {
  if (rows.length === 0) return ''
  const columns: Column<HealthRow>[] = [
    ...(allNamespaces ? [{name: 'NAMESPACE', value: ({namespace}: HealthRow) => namespace}] : []),
    {name: 'APP', value: ({app}) => app},
    {name: 'HEALTH', value: ({summary}) => summary},
  ]
  return printTable(columns, rows)
}

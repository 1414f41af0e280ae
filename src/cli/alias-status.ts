import {printValue} from '../printers/output.ts'
import {printSmallTable} from '../printers/small-table.ts'
import {tildePath} from '../process/paths.ts'
import {describeUse} from '../shell/name-use.ts'
import type {AliasStatus} from '../shell/status.ts'

/** The answer of `alias status`. @param width the terminal's columns */
export const printAliasStatus = (
  rows: readonly AliasStatus[],
  format: 'json' | 'yaml' | undefined,
  width = Number.POSITIVE_INFINITY,
): string => {
  if (format !== undefined) return printValue({apiVersion: 'kubia/v1alpha1', kind: 'AliasStatus', items: rows}, format)
  return printSmallTable(
    ['SHELL', 'NAME', 'IS', 'MADE BY', 'FILES'],
    rows.map(({shell, name, use, managed, files}) => [
      shell,
      name,
      describeUse(use),
      managed ? 'kubia' : use.kind === 'none' ? '<none>' : 'you',
      files.length === 0 ? '<none>' : files.map(tildePath).join(', '),
    ]),
    {width},
  )
}

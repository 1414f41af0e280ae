import {visibleLine} from '../text/visible.ts'
import {printValue} from './output.ts'

export type DownFormat = 'json' | 'yaml' | 'name'

/** What was removed. */
interface DownOutcome {
  /** The names of clusters. */
  removed: readonly string[]
  /** The registry's name, where that was removed too. */
  registry?: string | undefined
  /** The context that became current again; empty or undefined for none. */
  restored?: string | undefined
}

/** The answer of `down`: the names of what was removed, one a line, or with `-o json|yaml` one object. */
export const printDown = ({removed, registry, restored}: DownOutcome, format: DownFormat | undefined): string =>
  format === 'json' || format === 'yaml'
    ? printValue({removed, registry: registry ?? null, context: restored || null}, format)
    : [...removed, ...(registry === undefined ? [] : [registry])].map(visibleLine).join('\n')

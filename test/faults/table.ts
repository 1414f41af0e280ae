/** What came of the tries of one fault. */
export interface Tally {
  tries: number
  converged: number
  /** Things left over, in all tries. */
  left: number
  /** How long converging took, summed up. */
  seconds: number
}

const EMPTY: Tally = {tries: 0, converged: 0, left: 0, seconds: 0}

/** The record of all tries: a row for each fault and phase, in the order of their first try. */
export class FaultTable {
  readonly #rows = new Map<string, Tally>()

  add(row: string, more: Partial<Tally>): void {
    const before = this.#rows.get(row) ?? EMPTY
    const sum = (key: keyof Tally): number => before[key] + (more[key] ?? 0)
    this.#rows.set(row, {tries: sum('tries'), converged: sum('converged'), left: sum('left'), seconds: sum('seconds')})
  }

  get total(): Tally {
    const all = [...this.#rows.values()]
    const sum = (key: keyof Tally): number => all.reduce((total, row) => total + row[key], 0)
    return {tries: sum('tries'), converged: sum('converged'), left: sum('left'), seconds: sum('seconds')}
  }

  /** As Markdown; seconds are the mean of a try. */
  toString(): string {
    const line = (title: string, {tries, converged, left, seconds}: Tally): string =>
      `| ${title} | ${tries} | ${converged} | ${left} | ${tries === 0 ? '' : (seconds / tries).toFixed(1)} |`
    const rows = [...this.#rows].sort(([a], [b]) => a.localeCompare(b))
    return [
      '| fault | tries | converged | left over | seconds to converge |',
      '| --- | ---: | ---: | ---: | ---: |',
      ...rows.map(([title, tally]) => line(title, tally)),
      line('**all**', this.total),
    ].join('\n')
  }
}

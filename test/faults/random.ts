import {createHash} from 'node:crypto'

/** Numbers that only look random: the same seed gives the same ones, so that a failing try can be repeated. */
export interface Random {
  /** At least 0, less than 1. */
  fraction(): number
  /** At least `low`, less than `high`. */
  between(low: number, high: number): number
  pick<T>(list: readonly T[]): T
}

export const seeded = (seed: string): Random => {
  let count = 0
  const fraction = (): number => createHash('sha256').update(`${seed} ${count++}`).digest().readUInt32BE(0) / 2 ** 32
  return {
    fraction,
    between: (low, high) => low + fraction() * (high - low),
    pick: list => {
      const found = list[Math.floor(fraction() * list.length)]
      if (found === undefined) throw new Error('nothing to pick from')
      return found
    },
  }
}

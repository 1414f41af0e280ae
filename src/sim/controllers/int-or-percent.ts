import type {IntOrPercent} from '../kinds/deployment/types.ts'

/** A number of pods, or a share of so many, in whole pods. */
export const podsOf = (value: IntOrPercent, of: number, round: (share: number) => number): number =>
  typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * of)

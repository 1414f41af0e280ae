/**
 * How long a kubelet waits before it tries again, with the shape of the real one (twice as long each time, up to a
 * limit, forgotten after a while without failure) at a tenth of its times: 1 s to 30 s instead of 10 s to 300 s.
 */
const FIRST = 1000
const LONGEST = 30_000
/** A container that ran for so long waits the shortest time before its next restart. */
export const FORGOTTEN_AFTER = 60_000

/** @param failures so far, from 1. @returns milliseconds */
export const backOff = (failures: number): number => Math.min(FIRST * 2 ** (failures - 1), LONGEST)

/** As Go prints a duration of whole seconds: `10s`, `1m20s`. */
export const goDuration = (milliseconds: number): string => {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}

/** Nothing is looked at more often, in ms. */
const LEAST_MS = 100
/** A wait ends late by this part of its time at most, and looking takes this part of it at most. */
const [LATE, LOOKING] = [1 / 30, 1 / 5]

/**
 * How long to wait until it is looked again, in ms: a look over an open connection takes a few ms, one by kubectl a
 * hundred.
 * @param sinceMs for how long it is waited @param lookMs what the last look took @param mostMs the longest pause
 */
export const pauseAfter = (sinceMs: number, lookMs: number, mostMs: number): number =>
  Math.min(mostMs, Math.max(LEAST_MS, sinceMs * LATE, lookMs * (1 / LOOKING - 1)))

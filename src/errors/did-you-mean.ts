/** Levenshtein distance: how many single characters must change to turn `a` into `b`. */
const distance = (a: string, b: string): number => {
  let previous = Array.from({length: b.length + 1}, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current[j] = Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1)
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/**
 * The candidate that a mistyped word most likely meant, or undefined if none is near.
 * Near means: at most a third of its letters differ (one in short words), or it continues the word.
 */
export const didYouMean = (word: string, candidates: readonly string[]): string | undefined => {
  const wanted = word.toLowerCase()
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const known = candidate.toLowerCase()
    const steps = wanted.length >= 3 && known.startsWith(wanted) ? 0.5 : distance(wanted, known)
    if (steps <= Math.max(1, Math.floor(known.length / 3)) && steps < bestDistance) {
      best = candidate
      bestDistance = steps
    }
  }
  return best
}

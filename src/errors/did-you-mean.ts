/**
 * How many typing errors lead from `a` to `b`: a letter left out, added or replaced, or two neighbours swapped (the
 * optimal string alignment distance).
 */
const distance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({length: b.length + 1}, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(replaced, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1))
    }
  }
  return at(a.length, b.length)
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

/** The question after the word that was most likely meant, as it stands in every message. */
export const askMeant = (word: string): string => `did you mean ${JSON.stringify(word)}?`

/** The same behind a message; nothing where no word is near. */
export const orMeant = (word: string | undefined): string => (word === undefined ? '' : `; ${askMeant(word)}`)

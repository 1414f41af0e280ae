/** Indexes as an indexed job writes them: `0,2-4`. */
export const indexesText = (indexes: Iterable<number>): string => {
  const ranges: [first: number, last: number][] = []
  for (const index of [...indexes].toSorted((a, b) => a - b)) {
    const range = ranges.at(-1)
    if (range && range[1] + 1 === index) range[1] = index
    else ranges.push([index, index])
  }
  return ranges
    .map(([first, last]) => {
      if (first === last) return String(first)
      return last === first + 1 ? `${first},${last}` : `${first}-${last}`
    })
    .join(',')
}

/** More than pods have ever ended: a status may be written by anybody, and say any number. */
const MOST_INDEXES = 1_000_000

/** @param below as many indexes as the job has: what the text says beyond is not there */
export const readIndexes = (text: string, below: number): Set<number> => {
  const indexes = new Set<number>()
  for (const part of text === '' ? [] : text.split(',')) {
    const [first = Number.NaN, last = first] = part.split('-').map(Number)
    for (let index = first; index <= Math.min(last, below - 1) && indexes.size < MOST_INDEXES; index++)
      indexes.add(index)
  }
  return indexes
}

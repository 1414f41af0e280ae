const CONTEXT = 3

const splitLines = (bytes: Buffer | undefined): string[] => {
  if (bytes === undefined || bytes.length === 0) return []
  const text = bytes.toString('utf8')
  const lines = text.split('\n')
  if (text.endsWith('\n')) return lines.slice(0, -1)
  return [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`]
}

/** `3,4`: where a hunk begins and how many lines it has; an empty one is given by the line before it. */
const range = (from: number, length: number): string =>
  length === 1 ? `${from + 1}` : `${length === 0 ? from : from + 1},${length}`

/**
 * A unified diff of one edit in one place, as `diff -u` prints it; the empty text where nothing changes.
 * @param before undefined: the file is made; @param after undefined: the file is removed
 */
export const formatDiff = (path: string, before: Buffer | undefined, after: Buffer | undefined): string => {
  const [old, now] = [splitLines(before), splitLines(after)]
  const isSame = old.length === now.length && old.every((line, index) => line === now[index])
  if (isSame && (before === undefined) === (after === undefined)) return ''
  let head = 0
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++
  const from = Math.max(0, head - CONTEXT)
  const after3 = Math.min(tail, CONTEXT)
  const [oldEnd, newEnd] = [old.length - tail, now.length - tail]
  return [
    `--- ${before === undefined ? '/dev/null' : path}`,
    `+++ ${after === undefined ? '/dev/null' : path}`,
    `@@ -${range(from, oldEnd + after3 - from)} +${range(from, newEnd + after3 - from)} @@`,
    ...old.slice(from, head).map(line => ` ${line}`),
    ...old.slice(head, oldEnd).map(line => `-${line}`),
    ...now.slice(head, newEnd).map(line => `+${line}`),
    ...old.slice(oldEnd, oldEnd + after3).map(line => ` ${line}`),
    '',
  ].join('\n')
}

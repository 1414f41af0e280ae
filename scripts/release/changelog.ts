const UNRELEASED = '## Unreleased\n'

/**
 * A changelog whose unreleased changes are those of a version, with an empty heading for the next ones.
 * @param date `2026-11-29` @throws Error where nothing is unreleased
 */
export const releaseChangelog = (text: string, version: string, date: string): string => {
  const at = text.indexOf(UNRELEASED)
  const changes = at < 0 ? '' : text.slice(at + UNRELEASED.length)
  if (!/^### /m.test(changes.split(/^## /m)[0] ?? '')) throw new Error('CHANGELOG.md has no unreleased changes')
  return `${text.slice(0, at)}${UNRELEASED}\n## ${version} - ${date}\n${changes}`
}

const parts = (version: string): number[] | undefined => /^(\d+)\.(\d+)\.(\d+)$/.exec(version)?.slice(1).map(Number)

/** Whether a version is one, and comes after another. */
export const isNext = (version: string, before: string): boolean => {
  const [next, last] = [parts(version), parts(before)]
  if (!next || !last) return false
  const at = next.findIndex((part, index) => part !== last[index])
  return at >= 0 && (next[at] ?? 0) > (last[at] ?? 0)
}

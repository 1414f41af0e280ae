/**
 * Says of something on disk that a newer kubia wrote it; undefined where this one reads it. What has no version was
 * written before there were versions, in the form of 1.
 * @param file the path that the sentence names
 * @param value what was read, with `version`, and `writtenBy`, the release of kubia that wrote it
 * @param newest the newest version that is read
 */
export const describeNewer = (
  file: string,
  {version = 1, writtenBy}: Readonly<Record<string, unknown>>,
  newest: number,
): string | undefined => {
  if (typeof version !== 'number' || version <= newest) return undefined
  const writer = typeof writtenBy === 'string' ? `, written by kubectl-kubia ${writtenBy}` : ''
  return `${file} has version ${version}${writer}, and this kubia reads versions up to ${newest}`
}

/** `v2`, `v1beta3`; what is named otherwise has none of it. */
const VERSION = /^v(\d{1,9})(?:(alpha|beta)(\d{1,9}))?$/
const STAGES = [undefined, 'beta', 'alpha']

/** The order of versions of a group: stable ones first, newer ones first (k8s.io/apimachinery, pkg/version/helpers.go). */
export const compareVersions = (one: string, other: string): number => {
  const [a, b] = [VERSION.exec(one), VERSION.exec(other)]
  if (!a || !b) return a ? -1 : b ? 1 : one < other ? -1 : one > other ? 1 : 0
  return (
    STAGES.indexOf(a[2]) - STAGES.indexOf(b[2]) || Number(b[1]) - Number(a[1]) || Number(b[3] ?? 0) - Number(a[3] ?? 0)
  )
}

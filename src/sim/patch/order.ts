// In which order the items of a merged list stand: as the patch asks, and what only the server has where it stood.

/** What identifies an item: its merge key, or itself. */
export type KeyOf = (item: unknown) => unknown

/** Where each item is met first, as the server looks: two ports of one number and two protocols have the same merge key. */
export const positions = (list: readonly unknown[], identity: KeyOf): Map<unknown, number> =>
  new Map(list.map((item, index) => [identity(item), index] as const).reverse())

const sortedBy = (items: readonly unknown[], order: Map<unknown, number>, identity: KeyOf): unknown[] =>
  items.toSorted((a, b) => (order.get(identity(a)) ?? 0) - (order.get(identity(b)) ?? 0))

/**
 * @param merged all items, in any order
 * @param wanted the order that the patch asks for; its items come in this order
 * @param server the list before the patch; items that the patch does not name keep their place before what followed
 * them there
 */
export const arrange = (
  merged: readonly unknown[],
  wanted: readonly unknown[],
  server: readonly unknown[],
  identity: KeyOf,
): unknown[] => {
  const [wantedAt, serverAt] = [positions(wanted, identity), positions(server, identity)]
  const named = sortedBy(
    merged.filter(item => wantedAt.has(identity(item))),
    wantedAt,
    identity,
  )
  const others = sortedBy(
    merged.filter(item => !wantedAt.has(identity(item))),
    serverAt,
    identity,
  )
  const result: unknown[] = []
  let [other, next] = [0, 0]
  while (other < others.length && next < named.length) {
    const [otherAt, nextAt] = [serverAt.get(identity(others[other])), serverAt.get(identity(named[next]))]
    const otherFirst = otherAt !== undefined && nextAt !== undefined && otherAt < nextAt
    result.push(otherFirst ? others[other++] : named[next++])
  }
  return [...result, ...named.slice(next), ...others.slice(other)]
}

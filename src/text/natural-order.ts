const WIDTH = 20

const sortable = (text: string): string => text.replaceAll(/\d+/g, digits => digits.padStart(WIDTH, '0'))

/**
 * Compares names and addresses for a sort: by their characters, and numbers in them by value, so that `worker2` comes
 * before `worker10`. Intl's collation orders names of Kubernetes alike, and takes 15 ms of a processor to load.
 */
export const compareNaturally = (a: string, b: string): number => {
  const [left, right] = [sortable(a), sortable(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

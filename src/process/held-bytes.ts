/**
 * What kubia holds at most of what its children print, of all together, in bytes. `kubectl get -o json` prints 8 to 12 KB
 * a pod, so 10,000 pods are 80 to 120 MB; with it, kubia's own process stays below 300 MB.
 */
export const MAX_HELD = 160 * 1024 * 1024

/** One child's share. */
export interface Share {
  bytes: number
  /** Called where this share is the largest when there is too much. It gives its bytes back. */
  cut: () => void
}

/** Counts the bytes that are held at once. Where they are too many, the largest share is cut. */
export class HeldBytes {
  readonly limit: number
  readonly #shares = new Set<Share>()

  constructor(limit = MAX_HELD) {
    this.limit = limit
  }

  /** Holds more of a child's output. */
  add(share: Share, bytes: number): void {
    this.#shares.add(share)
    share.bytes += bytes
    const shares = [...this.#shares]
    if (shares.reduce((sum, one) => sum + one.bytes, 0) <= this.limit) return
    const largest = shares.reduce((most, one) => (one.bytes > most.bytes ? one : most))
    this.release(largest)
    largest.cut()
  }

  /** Gives back what a child holds. */
  release(share: Share): void {
    this.#shares.delete(share)
  }
}

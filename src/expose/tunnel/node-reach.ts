import {canReach, type HostPort} from './connect.ts'

/** How long after an attempt nodes that cannot be reached are tried again, in ms. */
const AGAIN_MS = 5000

interface Reachability {
  /** Undefined until the first answer. */
  reaches?: boolean
  /** When it was asked for, in ms. */
  at: number
  asking: boolean
}

/**
 * Whether this machine reaches a cluster's nodes. That is tried in the background, since an attempt at a node that does
 * not answer ends by a time-out only, and once for all ports that lead to the same nodes.
 */
export class NodeReach {
  readonly #signal: AbortSignal
  readonly #answers = new Map<string, Reachability>()

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /**
   * What is known now; undefined before the first result. A "no" is tried again from time to time.
   * @param isOwnPort true: an answer for these very ports, not for what else listens on these nodes
   */
  ask(targets: readonly HostPort[], isOwnPort: boolean): boolean | undefined {
    const key = keyOf(targets, isOwnPort)
    const known = this.#answers.get(key) ?? {at: Number.NEGATIVE_INFINITY, asking: false}
    this.#answers.set(key, known)
    if (!known.reaches && !known.asking && performance.now() - known.at > AGAIN_MS) void this.#find(known, targets)
    return known.reaches
  }

  /** Forgets what is known of nodes that did not answer, so that they are tried again. */
  forget(targets: readonly HostPort[]): void {
    for (const isOwnPort of [false, true]) this.#answers.delete(keyOf(targets, isOwnPort))
  }

  async #find(answer: Reachability, targets: readonly HostPort[]): Promise<void> {
    answer.asking = true
    answer.at = performance.now()
    try {
      answer.reaches = await canReach(targets, this.#signal)
    } catch {
      // The tunnel ends: the answer is no longer needed.
    }
    answer.asking = false
  }
}

const keyOf = (targets: readonly HostPort[], isOwnPort: boolean): string =>
  targets
    .map(({host, port}) => (isOwnPort ? `${host}:${port}` : host))
    .sort()
    .join()

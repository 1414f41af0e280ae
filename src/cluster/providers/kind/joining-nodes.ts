import {setTimeout as sleep} from 'node:timers/promises'
import type {Exec} from '../../../process/exec.ts'
import type {ClusterSpec} from '../../cluster-spec.ts'
import {kubectlInsideCommand} from './node-logs.ts'

/** How long it is from the end of one look to the next, in ms. */
const PAUSE_MS = 3000

/**
 * How long one look lasts, in seconds. It watches: to start kubectl takes a quarter of a second of the CPU that kind
 * needs. An engine does not end what runs in a node when its client ends, so kubectl ends by itself.
 */
const LOOK_S = 20

/** How long a look may take that does not end by itself, in ms. */
const LOOK_LIMIT_MS = (LOOK_S + 5) * 1000

/** What is said of nodes that join: how many are registered, and which came just now. */
const describeJoining = (phase: string, total: number, count: number, fresh: string | undefined): string =>
  `${phase} · ${count}/${total} registered${fresh === undefined ? '' : `: ${fresh}`}`

/**
 * While kind says only that nodes join: shows each as it registers, by kubectl of the control plane that kind began
 * with. It is for the eye alone: a look that fails or hangs shows nothing, and the next one is taken.
 * @param phase what kind says that it does: `joining worker nodes`
 * @param report called for each node that has registered
 * @returns what ends it, which resolves once no look is under way
 */
export const showJoiningNodes = (
  exec: Exec,
  engine: string,
  {name, controlPlanes, workers}: ClusterSpec,
  phase: string,
  report: (detail: string) => void,
): (() => Promise<void>) => {
  const first = `${name}-control-plane`
  const total = controlPlanes + workers
  const ending = new AbortController()
  const {signal} = ending
  const words = ['get', 'nodes', '-o', 'name', '--watch', `--request-timeout=${LOOK_S}s`]
  const command = kubectlInsideCommand(engine, first, words)
  const known = new Set<string>()

  const onLine = (line: string): void => {
    const node = /^node\/(\S+)$/.exec(line)?.[1]
    if (node === undefined || known.has(node) || signal.aborted) return
    known.add(node)
    report(describeJoining(phase, total, known.size, node === first ? undefined : node))
  }
  const watch = async (): Promise<void> => {
    while (!signal.aborted && known.size < total) {
      // What stands in the way of the creation, kind says and its own command fails with: a look has nothing to add.
      await exec(command, {allowFailure: true, timeoutMs: LOOK_LIMIT_MS, signal, onLine}).catch(() => {})
      await sleep(PAUSE_MS, undefined, {signal}).catch(() => {})
    }
  }
  const watching = watch()
  return async () => {
    ending.abort()
    await watching
  }
}

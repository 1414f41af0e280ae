import {setTimeout as sleep} from 'node:timers/promises'
import type {Exec} from '../../../process/exec.ts'
import type {ClusterSpec} from '../../cluster-spec.ts'
import {kubectlInsideCommand} from './node-logs.ts'

/** How long it is from one look to the next, in ms: a look takes a quarter of a second of the CPU that kind needs. */
const PAUSE_MS = 3000

/** How long one look may take, in ms. */
const LOOK_LIMIT_MS = 5000

/** What a look at nodes that join says: how many are registered, and which came since the look before. */
export const describeJoining = (phase: string, total: number, names: readonly string[], fresh: readonly string[]) =>
  `${phase} · ${names.length}/${total} registered${fresh.length === 0 ? '' : `: ${fresh.join(', ')}`}`

/**
 * While kind says only that nodes join: shows each as it registers, by kubectl of the control plane that kind began
 * with. It is for the eye alone: a look that fails or hangs shows nothing, and the next one is taken.
 * @param phase what kind says that it does: `joining worker nodes`
 * @param report called where nodes have registered since the look before
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
  const options = {allowFailure: true, timeoutMs: LOOK_LIMIT_MS, signal}
  const command = kubectlInsideCommand(engine, first, ['get', 'nodes', '-o', 'name'])

  const look = async (): Promise<string[]> => {
    const {exitCode, stdout} = await exec(command, options)
    return exitCode === 0 ? [...stdout.matchAll(/^node\/(\S+)$/gm)].map(([, node = '']) => node) : []
  }
  const watch = async (): Promise<void> => {
    let known: string[] = []
    while (!signal.aborted && known.length < total) {
      // What stands in the way of the creation, kind says and its own command fails with: a look has nothing to add.
      const names = await look().catch((): string[] => [])
      const fresh = names.filter(node => !known.includes(node))
      if (fresh.length > 0 && !signal.aborted) {
        const joined = fresh.filter(node => node !== first)
        report(describeJoining(phase, total, names, joined))
        known = names
      }
      await sleep(PAUSE_MS, undefined, {signal}).catch(() => {})
    }
  }
  const watching = watch()
  return async () => {
    ending.abort()
    await watching
  }
}

import type {Command} from '../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {keepKubeconfig} from '../../../process/kubeconfig/keep.ts'
import type {ClusterSpec} from '../../cluster-spec.ts'
import {atField} from '../../host-port.ts'
import {removeNodes} from '../common/remove-nodes.ts'
import {atPatch} from './config/patch-place.ts'
import {showJoiningNodes} from './joining-nodes.ts'
import {createFailure} from './node-logs.ts'

/** How often kind may try to boot the nodes. */
const BOOT_TRIES = 2

/** What kind says it does, from a line of its output: ` • Preparing nodes 📦 📦  ...` → `preparing nodes`. */
export const readPhase = (line: string): string | undefined => {
  const phase = /^\s*•\s+(.+?)\s*\.\.\.\s*$/.exec(line)?.[1]
  return phase
    ?.replaceAll(/[^\x20-\x7E]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())
}

/** What kind does before all node containers exist, as `readPhase` reads it. */
const BEFORE_NODES = /^(?:ensuring node image|preparing nodes)/

/**
 * What kind does before the containerd of each node is as it stays: where its configuration is patched, kind restarts it
 * while it writes the configuration (pkg/cluster/internal/create/actions/config in kind's source).
 */
const BEFORE_IMAGES = /^(?:ensuring node image|preparing nodes|configuring the external|writing configuration)/

/** What kind does while nodes register, as `readPhase` reads it. */
const JOINING = /^joining/

/**
 * Creates the nodes of a cluster, a second time where they were slow to boot.
 * @param command kind's, for this spec; @param onProgress gets the phases that kind says it is in
 * @param onNodes called when all node containers exist, perhaps more than once
 * @param onTakesImages called when the nodes take images, perhaps more than once
 * @throws KubiaError what kind's failure means
 */
export const createNodes = async (
  exec: Exec,
  engine: string,
  spec: ClusterSpec,
  command: Command,
  onProgress: (detail: string) => void,
  onNodes: () => void,
  onTakesImages: () => void,
): Promise<void> => {
  const looks: (() => Promise<void>)[] = []
  const endLooks = () => Promise.all(looks.map(end => end()))
  const onLine = (line: string): void => {
    const phase = readPhase(line)
    if (!phase) return
    onProgress(phase)
    if (!BEFORE_NODES.test(phase)) onNodes()
    if (!BEFORE_IMAGES.test(phase)) onTakesImages()
    void endLooks()
    if (JOINING.test(phase)) looks.push(showJoiningNodes(exec, engine, spec, phase, onProgress))
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return void (await keepKubeconfig(spec.kubeconfig, options => exec(command, {onLine, ...options})))
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      const where = {cluster: spec.name, engine}
      const failure = atPatch(atField(await createFailure(exec, where, error.result.stderr), spec.ports), spec.config)
      if (failure.code !== 'NODE_BOOT_TIMEOUT' || attempt === BOOT_TRIES) throw failure
      // kind's limit for the boot is fixed, and a machine that was busy for a moment need not fail the run.
      onProgress('a node was slow to boot: once more')
      await removeNodes(exec, engine, spec.name, true)
    } finally {
      await endLooks()
    }
  }
}

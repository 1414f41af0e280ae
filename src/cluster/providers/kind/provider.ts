import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {FailureContext} from '../../../errors/known/index.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {type Command, formatCommand} from '../../../process/command.ts'
import {CommandFailed, type Exec, type ExecOptions, endedBy, ProgramMissing} from '../../../process/exec.ts'
import {makeFolders} from '../../../process/folders.ts'
import {keepKubeconfig, keepWhileLocked} from '../../../process/kubeconfig/keep.ts'
import {runOnNodes} from '../../node-command.ts'
import type {ClusterProvider} from '../../provider.ts'
import {CLUSTER_LABEL, findClusters, inspectCommand, listContainers} from '../common/containers.ts'
import type {Engine} from '../common/engine.ts'
import {exposedPorts} from '../common/images/exposed-ports.ts'
import {findImages} from '../common/images/find-images.ts'
import {
  restartKubeletCommands,
  resumeCommands,
  stopContainersCommand,
  stopGroups,
  stoppedOf,
} from '../common/power-commands.ts'
import {registryHost} from '../common/registry/registry-host.ts'
import {removeNodes} from '../common/remove-nodes.ts'
import {reserveAddresses, restartInPlace, startContainers} from '../common/start-containers.ts'
import {createCommand, deleteCommand, exportCommand} from './commands.ts'
import {kindConfig} from './config/kind-config.ts'
import {createNodes} from './create-nodes.ts'
import {leadToEngine} from './engine-server.ts'
import {kindFailure, startFailure} from './kind-failure.ts'
import {kindWithVersion} from './kind-version.ts'
import {markCommands} from './mark-control-planes.ts'
import {neededImages} from './needed-images.ts'
import {ensureImages} from './node-image.ts'
import {findNodeCause, kubectlInsideCommand} from './node-logs.ts'
import {kindScript, leadAllLines} from './script.ts'

/** How long one command that mends a node may take, in ms: the longest restarts a container. */
const MEND_LIMIT_MS = 60_000

/** How long kind may take to copy the nodes' logs, in ms. */
const LOGS_LIMIT_MS = 15_000

/** Runs a command that mends a node. @param message what it means that it fails */
const mend = (exec: Exec, command: Command, message: string): Promise<void> =>
  runOnNodes(exec, command, {code: 'START_FAILED', message}, {timeoutMs: MEND_LIMIT_MS})

/** Runs kind, and says what its failure means. */
const runKind = async (exec: Exec, command: Command, where: FailureContext, options: ExecOptions): Promise<void> => {
  try {
    await exec(command, options)
  } catch (error) {
    if (error instanceof CommandFailed) throw kindFailure(error.result.stderr, where)
    throw error
  }
}

/** Local clusters made by the user's own `kind` on the container engine that kind chooses. */
export const kindProvider = (exec: Exec, engine: Engine, version: string): ClusterProvider => ({
  name: 'kind',
  versions: `${kindWithVersion(version)} · ${engine.program} ${engine.version}`,
  nodeWord: 'container',
  apiServerOnNodes: true,
  takesImagesEarly: true,
  script: kindScript(engine.program),
  registries: registryHost(exec, engine.program, (cluster, registry) =>
    leadAllLines(engine.program, cluster, registry),
  ),

  list: () => findClusters(exec, engine.program),

  inspect: async name => (await findClusters(exec, engine.program, name)).find(cluster => cluster.name === name),

  async prepare(spec, onProgress) {
    const {images, versionImage: image} = await neededImages(exec, spec, engine.program, version)
    if (images.length === 0) return {found: "kind's default", versionImage: image}
    return {found: await ensureImages(exec, engine.program, spec.name, images, onProgress), versionImage: image}
  },

  async create(spec, prepared, onProgress, onNodes, onTakesImages = () => {}) {
    const command = createCommand(spec.name, kindConfig(spec, prepared?.versionImage), spec.kubeconfig)
    await createNodes(exec, engine.program, spec, command, onProgress, onNodes, onTakesImages)
    await leadToEngine(exec, spec.name, spec.kubeconfig)
  },

  reserveAddresses: nodes => reserveAddresses(exec, engine.program, nodes),

  async delete(name, {kubeconfig, settle = false, seen}) {
    const removed = new Set(seen ?? (await listContainers(exec, engine.program, name)).map(node => node.name))
    const where = {cluster: name, engine: engine.program}
    const deletion = (options: ExecOptions) => runKind(exec, deleteCommand(name, kubeconfig), where, options)
    const first = await keepKubeconfig(kubeconfig, deletion).catch((error: unknown) => {
      if (!(error instanceof KubiaError) || error instanceof ProgramMissing) throw error
      return error
    })
    for (const node of await removeNodes(exec, engine.program, name, settle)) removed.add(node)
    // kind gives up where a node goes away under its hands; with no node left, it has only the context to remove.
    if (first instanceof KubiaError) await keepWhileLocked(kubeconfig, deletion)
    return [...removed]
  },

  removeByHand: name => ({
    command: `${engine.program} rm -f -v $(${formatCommand({program: engine.program, args: ['ps', '-aq', '--filter', `label=${CLUSTER_LABEL}=${name}`]})})`,
  }),

  async exportLogs(name, directory) {
    const nodes = await listContainers(exec, engine.program, name)
    makeFolders(directory)
    const inspect = inspectCommand(
      engine.program,
      nodes.map(({id}) => id),
    )
    const options = {allowFailure: true, timeoutMs: LOGS_LIMIT_MS}
    const [inspected] = await Promise.all([
      exec(inspect, options),
      exec({program: 'kind', args: ['export', 'logs', directory, '--name', name]}, options),
    ])
    writeFileSync(join(directory, 'inspect.json'), inspected.stdout, {mode: 0o600})
  },

  kubectlInside: ({nodes}, args) => {
    const controlPlane = nodes.find(({role, running}) => role === 'control-plane' && running)
    return controlPlane && kubectlInsideCommand(engine.program, controlPlane.name, args)
  },

  diagnose: (name, node) => findNodeCause(exec, {cluster: name, engine: engine.program}, node),

  async stop(cluster, nodes) {
    for (const group of stopGroups(cluster, nodes))
      await runOnNodes(exec, stopContainersCommand(engine.program, group), {
        code: 'STOP_FAILED',
        message: `${engine.program} could not stop ${group.join(', ')}`,
        left: 'nodes that were stopped stay so',
      })
  },

  async start(cluster, nodes) {
    try {
      for (const command of resumeCommands(engine.program, cluster, nodes)) await exec(command)
      await startContainers(exec, engine.program, stoppedOf(cluster, nodes))
    } catch (error) {
      if (error instanceof CommandFailed) throw startFailure(error, cluster)
      throw error
    }
  },

  async restartKubelets({nodes}, names) {
    for (const node of nodes.filter(({name}) => names.includes(name))) {
      const restart = async (): Promise<void> => {
        for (const command of restartKubeletCommands(engine.program, node))
          await mend(exec, command, `the kubelet of ${node.name} could not be restarted`)
      }
      // The container of a control plane is restarted, that of a worker is not.
      await (node.role === 'control-plane' ? restartInPlace(exec, engine.program, node, restart) : restart())
    }
  },

  async markControlPlanes(cluster, names) {
    for (const command of markCommands(engine.program, cluster, names))
      await mend(exec, command, 'a node that registered again could not be marked as a control plane')
  },

  async exportKubeconfig(name, kubeconfig) {
    await keepWhileLocked(kubeconfig, options =>
      runKind(exec, exportCommand(name, kubeconfig), {cluster: name, engine: engine.program}, options),
    )
    await leadToEngine(exec, name, kubeconfig)
  },

  exposedPorts: (cluster, image) => exposedPorts(exec, engine.program, cluster, image),

  findImages: (cluster, sources, signal) =>
    findImages(signal ? endedBy(exec, signal) : exec, engine.program, cluster, sources),
})

import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {kubiaAdvice} from '../../../errors/advice.ts'
import type {FailureContext} from '../../../errors/known/index.ts'
import {amend, KubiaError} from '../../../errors/kubia-error.ts'
import {type Command, formatCommand} from '../../../process/command.ts'
import {CommandFailed, type Exec, type ExecOptions, ProgramMissing} from '../../../process/exec.ts'
import {makeFolders} from '../../../process/folders.ts'
import {keepKubeconfig, keepWhileLocked} from '../../../process/kubeconfig/keep.ts'
import type {ClusterSpec} from '../../cluster-spec.ts'
import {atExisting, atField} from '../../host-port.ts'
import {nodeFailure, runOnNodes} from '../../node-command.ts'
import type {ClusterProvider, LocalCluster} from '../../provider.ts'
import {
  CLUSTER_LABEL,
  findClusters,
  inspectCommand,
  listContainers,
  restartKubeletCommands,
  startCommands,
  stopContainersCommand,
  stopGroups,
} from '../common/containers.ts'
import type {Engine} from '../common/engine.ts'
import {exposedPorts} from '../common/images/exposed-ports.ts'
import {findImages} from '../common/images/find-images.ts'
import {removeNodes} from '../common/remove-nodes.ts'
import {createCommand, deleteCommand, exportCommand} from './commands.ts'
import {kindConfig, nodeImages} from './config/kind-config.ts'
import {showJoiningNodes} from './joining-nodes.ts'
import {kindFailure} from './kind-failure.ts'
import {kindWithVersion} from './kind-version.ts'
import {markCommands} from './mark-control-planes.ts'
import {defaultNodeImage, ensureImages, loadBalancerImage} from './node-image.ts'
import {createFailure, findNodeCause, kubectlInsideCommand} from './node-logs.ts'
import {kindScript} from './script.ts'
import {versionImage} from './version-image.ts'

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

/**
 * The images that a cluster is made of, as far as they are known: the nodes', and the load balancer's that kind puts in
 * front of several control planes. None: only kind itself knows.
 * @throws KubiaError USAGE for a Kubernetes version that no image has
 */
export const neededImages = async (
  exec: Exec,
  spec: ClusterSpec,
  engine: string,
  version: string,
): Promise<{images: string[]; versionImage: string | undefined}> => {
  const image = await versionImage(exec, spec.flags.kubernetesVersion, engine, version)
  const needed = nodeImages(spec, image, defaultNodeImage(version))
  const balancer = spec.controlPlanes > 1 ? loadBalancerImage(version) : undefined
  return {images: needed.length > 0 && balancer ? [...needed, balancer] : needed, versionImage: image}
}

/** The engine could not start a node: the port of another program's, or a container that is broken. */
const startFailure = (error: CommandFailed, {name, nodes}: LocalCluster): KubiaError => {
  const {command, result} = error
  const failure = kindFailure(result.stderr, {cluster: name, engine: command.program})
  const unknown = nodeFailure(error, {
    code: 'START_FAILED',
    message: `${command.program} could not start the nodes of cluster ${name}`,
  })
  if (failure.code === 'CREATE_FAILED') return unknown
  const {evidence: _, ...details} = unknown.details
  const again = kubiaAdvice(['start', name], 'then starts the nodes')
  const ports = nodes.flatMap(node => node.ports)
  return atExisting(amend(failure, {...details, ...failure.details, keep: true}), ports, again)
}

/** How long one command that mends a node may take, in ms: the longest restarts a container. */
const MEND_LIMIT_MS = 60_000

/** How long kind may take to copy the nodes' logs, in ms. */
const LOGS_LIMIT_MS = 15_000

/** What kind does before all node containers exist, as `readPhase` reads it. */
const BEFORE_NODES = /^(?:ensuring node image|preparing nodes)/

/** What kind does while nodes register, as `readPhase` reads it. */
const JOINING = /^joining/

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
  script: kindScript(engine.program),

  list: () => findClusters(exec, engine.program),

  inspect: async name => (await findClusters(exec, engine.program, name)).find(cluster => cluster.name === name),

  async prepare(spec, onProgress) {
    const {images, versionImage: image} = await neededImages(exec, spec, engine.program, version)
    if (images.length === 0) return {found: "kind's default", versionImage: image}
    return {found: await ensureImages(exec, engine.program, spec.name, images, onProgress), versionImage: image}
  },

  async create(spec, prepared, onProgress, onNodes) {
    const command = createCommand(spec.name, kindConfig(spec, prepared?.versionImage), spec.kubeconfig)
    const looks: (() => Promise<void>)[] = []
    const endLooks = () => Promise.all(looks.map(end => end()))
    const onLine = (line: string): void => {
      const phase = readPhase(line)
      if (!phase) return
      onProgress(phase)
      if (!BEFORE_NODES.test(phase)) onNodes()
      void endLooks()
      if (JOINING.test(phase)) looks.push(showJoiningNodes(exec, engine.program, spec, phase, onProgress))
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return void (await keepKubeconfig(spec.kubeconfig, options => exec(command, {onLine, ...options})))
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error
        const where = {cluster: spec.name, engine: engine.program}
        const failure = atField(await createFailure(exec, where, error.result.stderr), spec.ports)
        if (failure.code !== 'NODE_BOOT_TIMEOUT' || attempt === BOOT_TRIES) throw failure
        // kind's limit for the boot is fixed, and a machine that was busy for a moment need not fail the run.
        onProgress('a node was slow to boot: once more')
        await removeNodes(exec, engine.program, spec.name, true)
      } finally {
        await endLooks()
      }
    }
  },

  async delete(name, {kubeconfig, settle = false}) {
    const removed = new Set((await listContainers(exec, engine.program, name)).map(node => node.name))
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
      for (const command of startCommands(engine.program, cluster, nodes)) await exec(command)
    } catch (error) {
      if (error instanceof CommandFailed) throw startFailure(error, cluster)
      throw error
    }
  },

  async restartKubelets({nodes}, names) {
    for (const node of nodes.filter(({name}) => names.includes(name)))
      for (const command of restartKubeletCommands(engine.program, node))
        await mend(exec, command, `the kubelet of ${node.name} could not be restarted`)
  },

  async markControlPlanes(cluster, names) {
    for (const command of markCommands(engine.program, cluster, names))
      await mend(exec, command, 'a node that registered again could not be marked as a control plane')
  },

  async exportKubeconfig(name, kubeconfig) {
    await keepWhileLocked(kubeconfig, options =>
      runKind(exec, exportCommand(name, kubeconfig), {cluster: name, engine: engine.program}, options),
    )
  },

  exposedPorts: (cluster, image) => exposedPorts(exec, engine.program, cluster, image),

  findImages: (cluster, sources) => findImages(exec, engine.program, cluster, sources),
})

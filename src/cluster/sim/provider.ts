import {cpSync, existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {KubiaError} from '../../errors/kubia-error.ts'
import {formatCommand} from '../../process/command.ts'
import {CommandFailed, type Exec} from '../../process/exec.ts'
import {makeFolders} from '../../process/folders.ts'
import {isSameAlive, stopProcess} from '../../process/processes.ts'
import {type ClusterNode, type ClusterProvider, contextOf, type LocalCluster} from '../provider.ts'
import {planWords, startCommand, stopCommand} from './commands.ts'
import {removeContextCommands, runContextCommands, viewEntries, writeContextCommands} from './context.ts'
import {folderMadeAt, readDescription, readProcess, type SimDescription, simFolder, simNames} from './folder.ts'

const isRunning = async (exec: Exec, name: string): Promise<boolean> => {
  const identity = readProcess(name)
  return identity !== undefined && (await isSameAlive(identity, exec))
}

const toNodes = ({id, createdAt, kubernetesVersion, nodes, publish}: SimDescription, running: boolean): ClusterNode[] =>
  nodes.map(({name, role, address}, index) => ({
    name,
    role,
    id: `${id}/${name}`,
    image: `simulated:v${kubernetesVersion}`,
    running,
    createdAt,
    // As kind does it, the first control plane has the published ports.
    ports: index === 0 ? publish : [],
    address: running ? address : undefined,
  }))

/** What there is of a cluster; without its state it is the leftover of a start that was killed. */
const describe = async (exec: Exec, name: string): Promise<LocalCluster | undefined> => {
  if (!existsSync(simFolder(name))) return undefined
  const description = readDescription(name)
  const leftover: ClusterNode = {
    name: `${name}-sim-control-plane`,
    role: 'control-plane',
    id: '',
    image: '',
    running: false,
    createdAt: folderMadeAt(name),
    ports: [],
  }
  const nodes = description ? toNodes(description, await isRunning(exec, name)) : [leftover]
  return {name, provider: 'sim', context: contextOf('sim', name), nodes}
}

const startFailure = (error: unknown, name: string): unknown => {
  if (!(error instanceof CommandFailed)) return error
  const lines = error.result.stderr.trim().split('\n')
  return new KubiaError('START_FAILED', `the simulated cluster ${name} did not start: ${lines.at(-1)}`, {
    evidence: lines.slice(-6, -1),
    cause: error,
  })
}

/**
 * Simulated clusters: each an API server of our own, one process on this machine's own addresses, that needs no
 * container engine. Its state is in a folder of its own, so that it goes on where it was after a reboot.
 */
export const simProvider = (exec: Exec): ClusterProvider => {
  const stop = async (name: string): Promise<void> => {
    const identity = readProcess(name)
    if (identity) await stopProcess(identity, exec)
  }
  const start = async (name: string, words: readonly string[]): Promise<SimDescription> => {
    try {
      const {stdout} = await exec(startCommand(name, words))
      return JSON.parse(stdout) as SimDescription
    } catch (error) {
      throw startFailure(error, name)
    }
  }
  const exportKubeconfig = async (name: string, kubeconfig: string | undefined): Promise<void> => {
    const description = readDescription(name)
    if (!description) throw new KubiaError('CLUSTER_INCOMPLETE', `the simulated cluster ${name} was never finished`)
    await runContextCommands(exec, name, kubeconfig, writeContextCommands(name, description.server, kubeconfig))
  }
  return {
    name: 'sim',
    versions: 'simulated: no containers, no container engine',
    nodeWord: 'simulated node',

    list: async () => {
      const clusters = await Promise.all(simNames().map(name => describe(exec, name)))
      return clusters.filter(cluster => cluster !== undefined)
    },

    inspect: name => describe(exec, name),

    async create(plan, _prepared, onProgress, onNodes) {
      const folder = simFolder(plan.name)
      makeFolders(folder)
      onProgress('starting the API server')
      await start(plan.name, planWords(plan))
      onNodes()
      onProgress('writing the context')
      await exportKubeconfig(plan.name, plan.kubeconfig)
    },

    async delete(name, {kubeconfig}) {
      const cluster = await describe(exec, name)
      await stop(name)
      rmSync(simFolder(name), {recursive: true, force: true})
      const found = await viewEntries(exec, kubeconfig)
      await runContextCommands(exec, name, kubeconfig, removeContextCommands(name, kubeconfig, found))
      return cluster?.nodes.map(node => node.name) ?? []
    },

    async start(name) {
      await start(name, [])
    },

    removeByHand: name => formatCommand(stopCommand(name)),

    async exportLogs(name, directory) {
      makeFolders(directory)
      cpSync(join(simFolder(name), 'log'), join(directory, 'log'), {force: true})
    },

    exportKubeconfig,

    // Nodes that are simulated run whatever they are told to: no image has to be brought to them.
    findImages: async (cluster, sources) =>
      sources.map(source => ({
        source: 'image' in source ? source.image : source.archive.file,
        images: 'image' in source ? [source.image] : source.archive.images.flatMap(({names}) => names),
        nodes: cluster.nodes.map(node => node.name),
        lacking: [],
        load: async () => [],
      })),
  }
}

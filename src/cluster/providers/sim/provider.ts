import {cpSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {commandAdvice} from '../../../process/command.ts'
import type {Exec} from '../../../process/exec.ts'
import {makeFolders} from '../../../process/folders.ts'
import {stopProcess} from '../../../process/processes.ts'
import type {Description} from '../../../sim/description/description.ts'
import {knownImage} from '../../../sim/description/images.ts'
import {runOnNodes} from '../../node-command.ts'
import type {ClusterProvider} from '../../provider.ts'
import {
  EXISTING,
  removeCommand,
  specArgs,
  speedCommand,
  startCommand,
  startCommands,
  switchCommand,
} from './commands.ts'
import {removeContext, writeContext} from './context.ts'
import {describeCluster, liveProcess, readUsable} from './describe.ts'
import {readProcess, simFolder, simNames} from './folder.ts'
import {script} from './script.ts'
import {startFailure, unpullable} from './sim-failure.ts'

/**
 * Simulated clusters: each an API server of our own, one process on this machine's own addresses, that needs no
 * container engine. Its state is in a folder of its own, so that it goes on where it was after a reboot.
 */
export const simProvider = (exec: Exec): ClusterProvider => {
  const end = async (name: string): Promise<void> => {
    const process = readProcess(name)
    if (process) await stopProcess(process, exec)
  }
  const start = async (name: string, words: readonly string[]): Promise<Description> => {
    try {
      const {stdout} = await exec(startCommand(name, words))
      return JSON.parse(stdout) as Description
    } catch (error) {
      throw startFailure(error, name, words === EXISTING, readUsable(name).description)
    }
  }
  const exportKubeconfig = async (name: string, kubeconfig: string | undefined): Promise<void> => {
    const {description, fault} = readUsable(name)
    if (fault) throw fault
    if (!description) throw new KubiaError('CLUSTER_INCOMPLETE', `the simulated cluster ${name} was never finished`)
    await writeContext(exec, description, kubeconfig)
  }
  return {
    name: 'sim',
    versions: 'simulated: no containers, no container engine',
    nodeWord: 'simulated node',
    script,
    lostUnlessStarted: true,
    keepsContainers: true,
    balancesLoad: true,

    list: async () => {
      const clusters = await Promise.all(simNames().map(name => describeCluster(exec, name)))
      return clusters.filter(cluster => cluster !== undefined)
    },

    inspect: name => describeCluster(exec, name),

    async create(spec, _prepared, onProgress, onNodes) {
      const folder = simFolder(spec.name)
      makeFolders(folder)
      onProgress('starting the API server')
      const description = await start(spec.name, await specArgs(spec))
      onNodes()
      onProgress('writing the context')
      await writeContext(exec, description, spec.kubeconfig)
    },

    async delete(name, {kubeconfig}) {
      const cluster = await describeCluster(exec, name)
      await end(name)
      rmSync(simFolder(name), {recursive: true, force: true})
      await removeContext(exec, name, kubeconfig)
      return cluster?.nodes.map(node => node.name) ?? []
    },

    async stop({name, nodes}, stopped) {
      if (nodes.every(node => stopped.includes(node.name))) await end(name)
      else
        await runOnNodes(exec, switchCommand(name, stopped, false), {
          code: 'STOP_FAILED',
          message: `nodes of the simulated cluster ${name} could not be stopped`,
        })
    },

    async start(cluster, nodes) {
      const {name} = cluster
      const process = await liveProcess(exec, name)
      if (!process) return void (await start(name, EXISTING))
      const {resume, on} = startCommands(cluster, nodes, process.pid)
      for (const command of [...resume, ...on])
        await runOnNodes(exec, command, {
          code: 'START_FAILED',
          message: `nodes of the simulated cluster ${name} could not be started`,
        })
    },

    // One process is all of its kubelets: they register as it starts, and everything else goes on where it was.
    async restartKubelets({name}) {
      await end(name)
      await start(name, EXISTING)
    },

    changeSpeed: (name, speed) =>
      runOnNodes(exec, speedCommand(name, speed), {
        code: 'SPEED_FAILED',
        message: `the speed of the simulated cluster ${name} could not be changed`,
      }),

    // Its kubelets register control planes as such.
    markControlPlanes: async () => {},

    removeByHand: name => commandAdvice(removeCommand(name)),

    async exportLogs(name, directory) {
      makeFolders(directory)
      cpSync(join(simFolder(name), 'log'), join(directory, 'log'), {force: true})
    },

    exportKubeconfig,

    exposedPorts: async (_, image) => [...(knownImage(image)?.ports ?? [])],

    // Simulated nodes run any image but those that stand for one which no registry has: none has to be brought to them.
    findImages: async (cluster, sources) =>
      sources.map(source => {
        const images = 'image' in source ? [source.image] : source.archive.images.flatMap(({names}) => names)
        // What an archive brings needs no registry.
        const problem = 'image' in source ? unpullable(source.image) : undefined
        return {
          source: 'image' in source ? source.image : source.archive.file,
          images,
          nodes: cluster.nodes.map(node => node.name),
          lacking: [],
          ...(problem && {problem}),
          load: async () => [],
        }
      }),
  }
}

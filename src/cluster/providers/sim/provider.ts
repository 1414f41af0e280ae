import {cpSync, existsSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {type Advice, type CommandAdvice, kubiaAdvice} from '../../../errors/advice.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {commandAdvice} from '../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {makeFolders} from '../../../process/folders.ts'
import {tildePath} from '../../../process/paths.ts'
import {isSameAlive, isStopped, stopProcess} from '../../../process/processes.ts'
import {type Description, StateError} from '../../../sim/description/description.ts'
import {knownImage, parseImage, pullError} from '../../../sim/description/images.ts'
import type {ProcessRecord} from '../../../sim/description/process-file.ts'
import {readStartFailure, type StartFailure} from '../../../sim/description/start-failure.ts'
import {releasePort} from '../../host-port.ts'
import {runOnNodes} from '../../node-command.ts'
import {type ClusterNode, type ClusterProvider, contextOf, type LocalCluster} from '../../provider.ts'
import {
  EXISTING,
  removeCommand,
  shapeArgs,
  specArgs,
  speedCommand,
  startCommand,
  startCommands,
  switchCommand,
} from './commands.ts'
import {removeContext, writeContext} from './context.ts'
import {folderMadeAt, readDescription, readProcess, simFolder, simNames} from './folder.ts'
import {script} from './script.ts'

/** The process of a cluster, while there is one, and whether a signal has stopped it. */
interface LiveProcess extends ProcessRecord {
  paused: boolean
}

const liveProcess = async (exec: Exec, name: string): Promise<LiveProcess | undefined> => {
  const process = readProcess(name)
  if (!process || !(await isSameAlive(process, exec))) return undefined
  return {...process, paused: await isStopped(process, exec)}
}

const toNodes = (
  {id, createdAt, kubernetesVersion, nodes, publish}: Description,
  process: LiveProcess | undefined,
): ClusterNode[] =>
  nodes.map(({name, role, address}, index) => {
    const isOn = process !== undefined && process.stopped?.includes(name) !== true
    const paused = isOn && process.paused
    const running = isOn && !paused
    return {
      name,
      role,
      id: `${id}/${name}`,
      image: `simulated:v${kubernetesVersion}+simulated`,
      running,
      ...(paused && {paused}),
      createdAt,
      // As kind does it, the first control plane has the ports that no node of a config asks for.
      ports: publish.filter(({node = 0}) => node === index).map(({node: _, ...port}) => port),
      address: running ? address : undefined,
    }
  })

/** The command line that makes a cluster or goes on with it. */
const upAdvice = (name: string, flags: readonly string[] = [], comment?: string): CommandAdvice =>
  kubiaAdvice(['up', name, '--provider', 'sim', ...flags], comment)

/** The flags of `up` that make a cluster of the same shape. */
const upFlags = ({nodes, ...rest}: Description): string[] => {
  const count = (of: string): number => nodes.filter(({role}) => role === of).length
  return shapeArgs({controlPlanes: count('control-plane'), workers: count('worker'), ...rest})
}

/** The line that deletes a cluster, with what was in it, and creates it again, in the same shape where that is known. */
const remakeAdvice = (name: string, description: Description | undefined): Advice =>
  upAdvice(
    name,
    [...(description ? upFlags(description) : []), '--recreate'],
    'deletes it, with what was in it, and creates it again',
  )

/** The failure for an image that simulated nodes do not have and cannot pull; undefined for all others. */
const unpullable = (image: string): KubiaError | undefined => {
  const name = parseImage(image)
  const why = name && pullError(name, undefined)
  if (why === undefined) return undefined
  return new KubiaError('IMAGE_MISSING', `no simulated node has the image ${image}, and none can pull it`, {
    evidence: [why],
    fix: ['name another image: this name stands for one that cannot be pulled (docs/simulated.md)'],
  })
}

/** The failure of a cluster whose state cannot be used. @param description as far as it can be read */
const stateFailure = (name: string, newer: boolean, why: string, description?: Description): KubiaError =>
  new KubiaError(
    newer ? 'STATE_NEWER' : 'STATE_DAMAGED',
    `the simulated cluster ${name} cannot go on: ${why.replace(simFolder(name), tildePath(simFolder(name)))}`,
    {fix: [remakeAdvice(name, description)], left: 'the cluster is as it was', keep: true},
  )

/** A cluster's description, or why its state cannot be used. */
const look = (name: string): {description?: Description | undefined; fault?: KubiaError} => {
  try {
    return {description: readDescription(name)}
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return {fault: stateFailure(name, error.newer, error.message)}
  }
}

/** What there is of a cluster; without a state that can be used it is one node without an id. */
const describe = async (exec: Exec, name: string): Promise<LocalCluster | undefined> => {
  if (!existsSync(simFolder(name))) return undefined
  const {description, fault} = look(name)
  const leftover: ClusterNode = {
    name: `${name}-control-plane`,
    role: 'control-plane',
    id: '',
    image: '',
    running: false,
    createdAt: folderMadeAt(name),
    ports: [],
  }
  const apiPorts = description && [Number(new URL(description.server).port)]
  const process = description && (await liveProcess(exec, name))
  return {
    name,
    provider: 'sim',
    context: contextOf('sim', name),
    nodes: description ? toNodes(description, process) : [leftover],
    ...(apiPorts && {apiPorts}),
    ...(process && {speed: process.speed ?? 1}),
    ...(fault && {fault}),
  }
}

/** What mends a cluster that exists and does not start. */
const startFixes = (name: string, {port}: StartFailure): Advice[] => [
  ...(port === undefined ? [] : releasePort(port, 'TCP', {...upAdvice(name), comment: 'then starts the cluster'})),
  remakeAdvice(name, look(name).description),
]

const startFailure = (error: unknown, name: string, exists: boolean): unknown => {
  if (!(error instanceof CommandFailed)) return error
  const {stdout, stderr, exitCode} = error.result
  const failure = readStartFailure(stdout) ?? {message: `its program ended with ${exitCode}`}
  const {message, reason} = failure
  if (reason === 'state-newer' || reason === 'state-damaged')
    return stateFailure(name, reason === 'state-newer', message, look(name).description)
  const said = stderr.split('\n').filter(line => line.trim() !== '' && line !== message)
  return new KubiaError('START_FAILED', `the simulated cluster ${name} did not start: ${message}`, {
    evidence: said.slice(-5),
    ...(exists && {fix: startFixes(name, failure), left: 'the cluster is as it was', keep: true}),
    cause: error,
  })
}

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
      throw startFailure(error, name, words === EXISTING)
    }
  }
  const exportKubeconfig = async (name: string, kubeconfig: string | undefined): Promise<void> => {
    const {description, fault} = look(name)
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
      const clusters = await Promise.all(simNames().map(name => describe(exec, name)))
      return clusters.filter(cluster => cluster !== undefined)
    },

    inspect: name => describe(exec, name),

    async create(spec, _prepared, onProgress, onNodes) {
      const folder = simFolder(spec.name)
      makeFolders(folder)
      onProgress('starting the API server')
      const description = await start(spec.name, specArgs(spec))
      onNodes()
      onProgress('writing the context')
      await writeContext(exec, description, spec.kubeconfig)
    },

    async delete(name, {kubeconfig}) {
      const cluster = await describe(exec, name)
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

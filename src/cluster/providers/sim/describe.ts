import {existsSync} from 'node:fs'
import type {KubiaError} from '../../../errors/kubia-error.ts'
import type {Exec} from '../../../process/exec.ts'
import {isProcessStopped, isSameAlive} from '../../../process/processes.ts'
import {type Description, StateError} from '../../../sim/description/description.ts'
import type {ProcessRecord} from '../../../sim/description/process-file.ts'
import {type ClusterNode, contextOf, type LocalCluster} from '../../provider.ts'
import {folderMadeAt, readDescription, readProcess, simFolder} from './folder.ts'
import {stateFailure} from './sim-failure.ts'

/** The process of a cluster, while there is one, and whether a signal has stopped it. */
interface LiveProcess extends ProcessRecord {
  paused: boolean
}

/** @returns undefined where the process is gone */
export const liveProcess = async (exec: Exec, name: string): Promise<LiveProcess | undefined> => {
  const process = readProcess(name)
  if (!process || !(await isSameAlive(process, exec))) return undefined
  return {...process, paused: await isProcessStopped(process, exec)}
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

/** A cluster's description, or why its state cannot be used. */
export const readUsable = (name: string): {description?: Description; fault?: KubiaError} => {
  try {
    const description = readDescription(name)
    return {...(description && {description})}
  } catch (error) {
    if (!(error instanceof StateError)) throw error
    return {fault: stateFailure(name, error.newer, error.message)}
  }
}

/** What there is of a cluster; without a state that can be used it is one node without an id. */
export const describeCluster = async (exec: Exec, name: string): Promise<LocalCluster | undefined> => {
  if (!existsSync(simFolder(name))) return undefined
  const {description, fault} = readUsable(name)
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

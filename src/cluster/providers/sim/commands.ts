import {join} from 'node:path'
import type {Command} from '../../../process/command.ts'
import {packageRoot} from '../../../process/package-root.ts'
import type {ClusterSpec} from '../../cluster-spec.ts'
import {haltedNodes} from '../../halted-nodes.ts'
import type {LocalCluster} from '../../local-cluster.ts'
import {readDescription, simFolder} from './folder.ts'
import {shapeArgs} from './shape-args.ts'

/** Where the build puts the programs of simulated clusters. */
const simProgram = (name: 'start' | 'stop'): string => join(packageRoot(), 'dist', 'sim', `${name}.js`)

/** The words that describe the cluster of a spec. */
export const specArgs = async (spec: ClusterSpec): Promise<string[]> => {
  const {controlPlanes, workers, stated, config} = spec
  if (!config) return shapeArgs({...stated, controlPlanes, workers})
  const {configuredArgs} = await import('./configured-args.ts')
  return configuredArgs(spec)
}

/** In the place of those words: the cluster is there and goes on, or it is not and none is made. */
export const EXISTING: readonly string[] = ['--existing']

/** Starts a simulated cluster in the background and ends when it is ready. @param words what a new one is described with, or EXISTING */
export const startCommand = (name: string, words: readonly string[]): Command => ({
  program: process.execPath,
  args: [simProgram('start'), `--folder=${simFolder(name)}`, `--name=${name}`, ...words],
})

/** Ends a simulated cluster and removes what it keeps. */
export const removeCommand = (name: string): Command => ({
  program: process.execPath,
  args: [simProgram('stop'), `--folder=${simFolder(name)}`],
})

/** Annotations that change a cluster while it runs: `KNOBS.stopped` and `KNOBS.speed` of src/sim/kubelet/knobs.ts. */
const STOPPED = 'sim.kubia.dev/stopped'
const SPEED = 'sim.kubia.dev/speed'

/** Annotates objects of a cluster. The server itself is asked, since a kubeconfig may have lost the cluster's context. */
const annotateCommand = (name: string, objects: readonly string[], annotation: string): Command => {
  const file = (of: string): string => join(simFolder(name), of)
  return {
    program: 'kubectl',
    args: [
      '--kubeconfig=/dev/null',
      `--server=${readDescription(name)?.server ?? ''}`,
      `--certificate-authority=${file('ca.crt')}`,
      `--client-certificate=${file('client.crt')}`,
      `--client-key=${file('client.key')}`,
      'annotate',
      ...objects,
      annotation,
      '--overwrite',
    ],
  }
}

/** Switches nodes of a cluster off or on. */
export const switchCommand = (name: string, nodes: readonly string[], isOn: boolean): Command =>
  annotateCommand(name, ['node', ...nodes], isOn ? `${STOPPED}-` : `${STOPPED}=true`)

/** Lets a process go on that a signal has stopped. */
const resumeCommand = (pid: number): Command => ({program: 'kill', args: ['-CONT', String(pid)]})

/**
 * Lets nodes of a cluster run whose process is there: `resume` where that is stopped by a signal, since all nodes are
 * then, and `on` for those that were switched off.
 */
export const startCommands = (
  {name, nodes}: LocalCluster,
  names: readonly string[],
  pid: number,
): {resume: Command[]; on: Command[]} => {
  const paused = haltedNodes(nodes).paused.map(node => node.name)
  const off = names.filter(node => !paused.includes(node))
  return {
    resume: paused.length === 0 ? [] : [resumeCommand(pid)],
    on: off.length === 0 ? [] : [switchCommand(name, off, true)],
  }
}

/** Changes how fast a cluster that runs is. */
export const speedCommand = (name: string, speed: number): Command =>
  annotateCommand(name, ['namespace', 'kube-system'], `${SPEED}=${speed}`)

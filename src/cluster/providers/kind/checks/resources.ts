import {statfs} from 'node:fs/promises'
import {type Advice, kubiaAdvice} from '../../../../errors/advice.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {type Check, type Finding, notHere, warn} from '../../../check.ts'
import {allKnown} from '../../../fact.ts'
import {type EngineInfo, isHere} from '../../common/engine-info.ts'
import {describeMemoryLack, gib, memoryNeed, type Need} from '../memory-need.ts'
import type {KindFacts} from './kind-facts.ts'

const GIB = 1024 ** 3

/** Disk. An unpacked node image takes about 1 GiB, a node's own volume 0.43 GiB before any app (measured). */
const diskNeed = (nodes: number): Need => ({least: (1 + nodes / 2) * GIB, good: (2 + nodes) * GIB})

/** kubeadm's own minimum for a control plane. */
const CPUS = 2

/** Where an engine's virtual machine gets more; nothing where the engine runs on the machine itself. */
const whereToSet = (program: string, {system, host}: EngineInfo, memory: string): Advice[] => {
  if (/Docker Desktop/i.test(system)) return ['Docker Desktop: Settings > Resources']
  if (/^colima/.test(host)) return [{command: `colima stop && colima start --cpu ${CPUS} --memory ${memory}`}]
  if (program === 'podman' && process.platform !== 'linux')
    return [
      {
        command: `podman machine stop && podman machine set --cpus ${CPUS} --memory ${Number(memory) * 1024} && podman machine start`,
      },
    ]
  return []
}

const FEWER = kubiaAdvice(['up', '--workers', '0'], 'one node takes least')

/**
 * @param place where the config states the number of nodes, if it does
 * @throws KubiaError MEMORY_LOW where it is less than a cluster can come up with
 */
export const checkMemory = (program: string, info: EngineInfo, nodes: number, place?: string): Finding => {
  if (info.memory === 0) return notHere('the engine does not tell')
  const message = describeMemoryLack(nodes, info.memory, program, place)
  if (message === undefined) return gib(info.memory)
  const need = memoryNeed(nodes)
  const fix = [...whereToSet(program, info, String(Math.ceil(need.good / GIB))), FEWER]
  if (info.memory < need.least) throw new KubiaError('MEMORY_LOW', message, {fix})
  return warn(gib(info.memory), 'MEMORY_LOW', message, fix)
}

export const checkCpus = (program: string, info: EngineInfo): Finding => {
  if (info.cpus === 0) return notHere('the engine does not tell')
  if (info.cpus >= CPUS) return String(info.cpus)
  const message = `${program} has 1 CPU; a control plane needs ${CPUS}, so the nodes will be slow to come up`
  return warn('1', 'CPU_LOW', message, [...whereToSet(program, info, '4'), FEWER])
}

/** @param free bytes in the engine's data root @throws KubiaError DISK_FULL where no cluster fits */
export const checkDisk = (program: string, dataRoot: string, free: number, nodes: number): Finding => {
  const need = diskNeed(nodes)
  const found = `${gib(free)} free in ${dataRoot}`
  if (free >= need.good) return found
  const message = `${found}; ${nodes} nodes need ${gib(need.least)}, and ${gib(need.good)} to run apps`
  const fix = [{command: `${program} system prune`, comment: 'removes stopped containers and unused images'}]
  if (free < need.least) throw new KubiaError('DISK_FULL', message, {fix})
  return warn(found, 'DISK_FULL', message, fix)
}

const shared = {commands: ['up'], forNewNodes: true, hasWayOut: true} as const

/** What the engine's machine has to give. One row each. */
export const resourceChecks = ({engine, engineInfo, containers, nodesPlace}: KindFacts): Check[] => [
  {
    ...shared,
    id: 'memory',
    title: 'memory',
    run: async () => {
      const [{program}, info] = await allKnown([engine, engineInfo])
      return checkMemory(program, info, containers, nodesPlace)
    },
  },
  {
    ...shared,
    id: 'cpus',
    title: 'CPUs',
    run: async () => {
      const [{program}, info] = await allKnown([engine, engineInfo])
      return checkCpus(program, info)
    },
  },
  {
    ...shared,
    id: 'disk',
    title: 'disk',
    run: async () => {
      const [{program}, info] = await allKnown([engine, engineInfo])
      if (!isHere(info)) return notHere('the engine keeps its data on another machine')
      const {bavail, bsize} = await statfs(info.dataRoot).catch(() => ({bavail: 0, bsize: 0}))
      if (bsize === 0) return notHere(`${info.dataRoot} cannot be looked at`)
      return checkDisk(program, info.dataRoot, bavail * bsize, containers)
    },
  },
]

import {KubiaError} from '../errors/kubia-error.ts'
import {engineHost, inUrl} from '../process/engine-host.ts'
import type {Exec} from '../process/exec.ts'
import {readKubeconfig} from '../process/kubeconfig/edit.ts'
import {ownNames} from '../process/own-names.ts'
import type {LocalCluster} from './local-cluster.ts'

/** A context of a kubeconfig: the cluster entry that it names, and the server of that entry; empty where there is none. */
export interface ContextEntry {
  name: string
  cluster: string
  server: string
}

/** A context that is used: the kubeconfig that was named, if any, and its name. */
export interface ContextAccess {
  kubeconfig?: string | undefined
  context: string
}

const urlOf = ({server}: ContextEntry): URL | undefined => (URL.canParse(server) ? new URL(server) : undefined)

/** Whether an address of a URL is one that containers and simulated clusters of this machine listen at. */
const isThisMachine = (host: string): boolean => {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return bare.startsWith('127.') || ['0.0.0.0', '::', '::1', ...ownNames()].includes(bare)
}

/** Whether what listens at a context's server is on this machine. */
export const isOnThisMachine = (context: ContextEntry): boolean => isThisMachine(urlOf(context)?.hostname ?? '')

/**
 * Whether a context leads to a cluster: by the port of its server, since a context may have been renamed, or have the
 * name of another cluster's; by its name, or its entry's, where no port is known. kind's internal kubeconfigs name a
 * node.
 */
export const leadsTo = ({context, apiPorts, nodes}: LocalCluster, entry: ContextEntry): boolean => {
  const url = urlOf(entry)
  if (!apiPorts || !url) return entry.name === context || entry.cluster === context
  const engine = engineHost()
  const listens = isThisMachine(url.hostname) || (engine !== undefined && url.hostname === inUrl(engine))
  return (apiPorts.includes(Number(url.port)) && listens) || nodes.some(({name}) => name === url.hostname)
}

/**
 * A cluster with the context by which the kubeconfig leads to it: the one that it had at first, else the current one,
 * else any that does. Where none does, it keeps the name that its provider writes.
 */
export const inKubeconfig = (
  cluster: LocalCluster,
  {current, contexts}: {current: string; contexts: readonly ContextEntry[]},
): LocalCluster => {
  const names = contexts.filter(entry => leadsTo(cluster, entry)).map(({name}) => name)
  const context = [cluster.context, current].find(name => names.includes(name)) ?? names[0] ?? cluster.context
  return {...cluster, context}
}

/** What the kubeconfig says of a context; its name alone where it cannot be read, or does not have it. */
export const readContextEntry = async (exec: Exec, {kubeconfig, context}: ContextAccess): Promise<ContextEntry> => {
  const entries = await readKubeconfig(exec, kubeconfig).then(
    merged => merged.entries,
    (error: unknown) => {
      if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return undefined
      throw error
    },
  )
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  const cluster = text(entries?.contexts.get(context)?.['cluster'])
  return {name: context, cluster, server: text(entries?.clusters.get(cluster)?.['server'])}
}

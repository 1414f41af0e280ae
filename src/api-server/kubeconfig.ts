import {kubectlAdvice, kubiaAdvice} from '../errors/advice.ts'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {isRecord, readAnswer} from '../process/answer.ts'
import type {Exec} from '../process/exec.ts'
import type {Merged} from '../process/kubeconfig/changes.ts'
import {editKubeconfig} from '../process/kubeconfig/edit.ts'
import {loadKubeconfig} from '../process/kubeconfig/read.ts'
import {type KubeAccess, kubectlCommand, runKubectl} from './kubectl.ts'

/** A context of a kubeconfig, with the server it leads to. */
export interface KubeContext {
  name: string
  cluster: string
  server: string
  namespace: string
}

/** The merged view of the kubeconfig files, without secrets. */
export interface KubeConfigView {
  /** The current context's name; empty where there is none. */
  current: string
  contexts: KubeContext[]
}

interface RawView {
  'current-context'?: string
  contexts?: {name: string; context?: {cluster?: string; namespace?: string} | null}[] | null
  clusters?: {name: string; cluster?: {server?: string} | null}[] | null
}

/** A list whose entries have names, or none. */
const isNamedList = (value: unknown): boolean =>
  (value ?? undefined) === undefined ||
  (Array.isArray(value) && value.every(entry => isRecord(entry) && typeof entry['name'] === 'string'))

/** What `kubectl config view -o json` says. @throws KubiaError ANSWER_UNREADABLE */
export const readView = (json: string): KubeConfigView => {
  const raw = readAnswer<RawView>(
    'kubectl config view -o json',
    json,
    value => isRecord(value) && isNamedList(value['contexts']) && isNamedList(value['clusters']),
  )
  const servers = new Map((raw.clusters ?? []).map(({name, cluster}) => [name, cluster?.server ?? '']))
  return {
    current: raw['current-context'] ?? '',
    contexts: (raw.contexts ?? []).map(({name, context}) => ({
      name,
      cluster: context?.cluster ?? '',
      server: servers.get(context?.cluster ?? '') ?? '',
      namespace: context?.namespace || 'default',
    })),
  }
}

/** What the kubeconfig says, with its contexts by their names, as kubectl lists them. */
const viewOf = ({current, entries}: Merged): KubeConfigView => {
  const contexts = [...entries.contexts].map(([name, {cluster, namespace}]) => ({
    name,
    cluster: (cluster as string | undefined) ?? '',
    server: (entries.clusters.get((cluster as string | undefined) ?? '')?.['server'] as string | undefined) ?? '',
    namespace: (namespace as string | undefined) ?? 'default',
  }))
  return {current, contexts: contexts.sort((a, b) => (a.name < b.name ? -1 : 1))}
}

const VIEW = ['config', 'view', '-o', 'json']

/** The kubeconfig as kubectl itself reads it: its words say what is wrong, and a wrapper may bring one of its own. */
const askView = async (exec: Exec, kubeconfig: string | undefined): Promise<KubeConfigView> =>
  readView(await runKubectl(exec, {kubeconfig}, VIEW))

/**
 * The kubeconfig as kubectl sees it: all files of KUBECONFIG merged, or the one named. It is read here, and by kubectl
 * only where it cannot be used. @throws KubiaError KUBECONFIG_INVALID
 */
export const viewKubeconfig = async (exec: Exec, kubeconfig: string | undefined): Promise<KubeConfigView> => {
  try {
    const view = viewOf(await loadKubeconfig(kubeconfig))
    exec.showCommand?.(kubectlCommand({kubeconfig}, VIEW))
    return view
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return askView(exec, kubeconfig)
    throw error
  }
}

/** The name of the cluster entry that a context leads to: a local cluster's is named as its context was at first. */
export const entryOf = ({contexts}: KubeConfigView, context: string): string =>
  contexts.find(({name}) => name === context)?.cluster || context

/** The command that makes a context current; an empty name means none. */
export const switchCommand = ({kubeconfig, context = ''}: KubeAccess) =>
  kubectlCommand(
    {kubeconfig},
    context === '' ? ['config', 'unset', 'current-context'] : ['config', 'use-context', context],
  )

/** Whether a context is there with its server: a run that was killed while it wrote one may have left its name alone. */
export const hasContext = ({entries}: Merged, name: string): boolean => {
  const {cluster} = entries.contexts.get(name) ?? {}
  return typeof cluster === 'string' && Boolean(entries.clusters.get(cluster)?.['server'])
}

/**
 * Makes a context current. @returns the one that was; empty where none was
 * @throws KubiaError KUBECONFIG_LOCKED, KUBECONFIG_INVALID, CONTEXT_MISSING, DISK_FULL
 */
export const switchContext = async (
  exec: Exec,
  access: {kubeconfig: string | undefined; context: string},
): Promise<string> => {
  const {kubeconfig, context} = access
  let had = ''
  await editKubeconfig(
    exec,
    kubeconfig,
    merged => {
      had = merged.current
      if (!merged.entries.contexts.has(context)) throw contextMissing(context, merged.entries.contexts.keys())
      return [{current: context}]
    },
    () => [switchCommand(access)],
  )
  return had
}

/** The context that a name most likely meant: a similar one, else a local cluster's of that name. */
const nearContext = (name: string, known: readonly string[]): string | undefined =>
  didYouMean(name, known) ?? known.find(one => one.endsWith(`-${name}`))

const contextMissing = (name: string, known: Iterable<string>): KubiaError => {
  const missing = `context "${name}" does not exist${orMeant(nearContext(name, [...known]))}`
  return new KubiaError('CONTEXT_MISSING', name === '' ? 'no context is current' : missing, {
    fix: [
      kubiaAdvice(['up'], 'creates a cluster and its context'),
      kubectlAdvice(['config', 'get-contexts'], 'lists what there is'),
    ],
  })
}

/**
 * The context that is used: the one named, else the current one. Where it is not found, kubectl is asked.
 * @throws KubiaError CONTEXT_MISSING where it does not exist or none is current
 */
export const resolveContext = async (exec: Exec, {kubeconfig, context}: KubeAccess): Promise<KubeContext> => {
  const find = ({current, contexts}: KubeConfigView) => contexts.find(({name}) => name === (context ?? current))
  const read = find(await viewKubeconfig(exec, kubeconfig))
  if (read) return read
  const view = await askView(exec, kubeconfig)
  const found = find(view)
  if (found) return found
  throw contextMissing(
    context ?? view.current,
    view.contexts.map(known => known.name),
  )
}

import {KubiaError} from '../errors/kubia-error.ts'
import {isRecord, readAnswer} from '../process/answer.ts'
import type {Exec} from '../process/exec.ts'
import {editKubeconfig} from '../process/kubeconfig/edit.ts'
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

/** The kubeconfig as kubectl sees it: all files of KUBECONFIG merged, or the one named. @throws KubiaError KUBECONFIG_INVALID */
export const viewKubeconfig = async (exec: Exec, kubeconfig: string | undefined): Promise<KubeConfigView> =>
  readView(await runKubectl(exec, {kubeconfig}, ['config', 'view', '-o', 'json']))

/** Makes a context current; an empty name means none. kubectl does the edit, under its lock. */
export const switchCommand = ({kubeconfig, context = ''}: KubeAccess) =>
  kubectlCommand(
    {kubeconfig},
    context === '' ? ['config', 'unset', 'current-context'] : ['config', 'use-context', context],
  )

/** Makes a context current. @throws KubiaError KUBECONFIG_LOCKED, KUBECONFIG_INVALID, CONTEXT_MISSING, DISK_FULL */
export const switchContext = async (exec: Exec, access: KubeAccess): Promise<void> => {
  await editKubeconfig(access.kubeconfig, () => runKubectl(exec, {}, switchCommand(access).args))
}

/**
 * The context that is used: the one named, else the current one.
 * @throws KubiaError CONTEXT_MISSING where it does not exist or none is current
 */
export const resolveContext = async (exec: Exec, {kubeconfig, context}: KubeAccess): Promise<KubeContext> => {
  const view = await viewKubeconfig(exec, kubeconfig)
  const name = context ?? view.current
  const found = view.contexts.find(known => known.name === name)
  if (found) return found
  const fix = [
    'kubectl kubia up     # creates a cluster and its context',
    'kubectl config get-contexts     # lists what there is',
  ]
  throw new KubiaError('CONTEXT_MISSING', name === '' ? 'no context is current' : `context "${name}" does not exist`, {
    fix,
  })
}

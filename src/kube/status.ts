import {KubiaError} from '../errors/kubia-error.ts'
import type {KubeObject, Node, Pod} from '../printers/types.ts'
import {CommandFailed, type Exec, type ExecResult, ProgramMissing} from '../process/exec.ts'
import {type KubeContext, viewKubeconfig} from './kubeconfig.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, kubectlMissing} from './kubectl.ts'

/** What `status` shows without a KIND, in this order. */
export const STATUS_RESOURCES = [
  'nodes',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'replicationcontrollers',
  'cronjobs.batch',
  'jobs.batch',
  'pods',
  'services',
] as const

/** The API server's version. */
export interface ServerVersion {
  major: number
  minor: number
  /** `v1.36.1` */
  gitVersion: string
}

/** Where a status comes from. */
export interface ClusterLine {
  context: string
  server: string
  version: ServerVersion
  /** `kind` for a local cluster of kind's, else empty. */
  provider: string
  namespace: string
}

export interface StatusScope {
  namespace?: string | undefined
  allNamespaces: boolean
}

/** Raw objects, and what could not be listed. */
export interface Listing {
  items: KubeObject[]
  /** One line for each resource that may not be listed. */
  refused: string[]
}

/** How long the API server may take for one answer, in ms: beyond it, it is as good as not there. */
const REQUEST_TIMEOUT_MS = 60_000

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

const scopeArgs = ({namespace, allNamespaces}: StatusScope): string[] =>
  allNamespaces ? ['--all-namespaces'] : namespace === undefined ? [] : ['--namespace', namespace]

/** Lines of kubectl that say that one resource may not be listed, in a form without kubectl's prefix. */
const refusals = (stderr: string): string[] =>
  [...stderr.matchAll(/^Error from server \(Forbidden\): (.+)$/gm)].map(([, line]) => line as string)

/** Whether each line of kubectl's is about something that may not be listed, so that the rest of the answer is whole. */
const onlyRefused = ({stdout, stderr}: ExecResult): boolean => {
  const errors = stderr.split('\n').filter(line => /^(error|Error from server)/.test(line))
  return stdout !== '' && errors.length > 0 && errors.length === refusals(stderr).length
}

/**
 * Lists resources in one request to kubectl. What may not be listed is told; the rest is there.
 * @param resources as kubectl takes them: `['nodes,pods']`, `['deployment', 'kubia']`, `['node/a']`
 * @throws KubiaError API_UNREACHABLE, NOT_FOUND, FORBIDDEN where nothing at all may be listed, and others
 */
export const listObjects = async (
  exec: Exec,
  access: KubeAccess,
  resources: readonly string[],
  scope: StatusScope,
): Promise<Listing> => {
  const command = kubectlCommand(access, ['get', ...resources, ...scopeArgs(scope), '-o', 'json'])
  const result = await execKubectl(exec, command.args)
  if (result.exitCode !== 0 && !onlyRefused(result))
    throw kubectlFailure(result.stderr, access) ?? new CommandFailed(command, result)
  const answer = JSON.parse(result.stdout) as {kind: string; items?: KubeObject[]} & KubeObject
  const items = answer.kind === 'List' || answer.items ? (answer.items ?? []) : [answer]
  const refused = refusals(result.stderr)
  if (items.length === 0 && refused.length > 0 && refused.length === resources.join(',').split(',').length)
    throw new KubiaError('FORBIDDEN', refused[0] ?? 'forbidden')
  return {items, refused}
}

const execKubectl = async (exec: Exec, args: readonly string[]): Promise<ExecResult> => {
  try {
    return await exec({program: 'kubectl', args}, {allowFailure: true, timeoutMs: REQUEST_TIMEOUT_MS})
  } catch (error) {
    throw error instanceof ProgramMissing ? kubectlMissing() : error
  }
}

/** The API server's version. @throws KubiaError API_UNREACHABLE and others */
export const serverVersion = async (exec: Exec, access: KubeAccess): Promise<ServerVersion> => {
  const result = await execKubectl(exec, kubectlCommand(access, ['version', '-o', 'json']).args)
  const {serverVersion: server} = parseVersions(result.stdout)
  if (!server)
    throw kubectlFailure(result.stderr, access) ?? new CommandFailed({program: 'kubectl', args: ['version']}, result)
  return {
    major: Number.parseInt(server.major, 10) || 1,
    minor: Number.parseInt(server.minor, 10) || 0,
    gitVersion: server.gitVersion,
  }
}

const parseVersions = (json: string): {serverVersion?: {major: string; minor: string; gitVersion: string}} => {
  try {
    return JSON.parse(json) as {serverVersion?: {major: string; minor: string; gitVersion: string}}
  } catch {
    return {}
  }
}

/** A replica set that a deployment keeps is part of it; one without an owner stands for itself. */
export const isShown = (object: KubeObject): boolean =>
  object.kind !== 'ReplicaSet' || !(object.metadata as {ownerReferences?: unknown[]}).ownerReferences?.length

/** Which provider made a cluster, from its nodes: kind sets `kind://ENGINE/CLUSTER/NODE` as their provider id. */
export const providerOf = (items: readonly KubeObject[]): string => {
  const id = items.map(item => (item as Node & {spec?: {providerID?: string}}).spec?.providerID ?? '').find(Boolean)
  return /^([a-z][a-z0-9-]*):\/\//.exec(id ?? '')?.[1] ?? ''
}

/** A node with its pods; `pods` is undefined where they may not be listed. @throws KubiaError NOT_FOUND and others */
export const getNode = async (
  exec: Exec,
  access: KubeAccess,
  name: string,
): Promise<{node: Node; pods: Pod[] | undefined; refused: string[]}> => {
  const pods = listObjects(exec, access, ['pods', `--field-selector=spec.nodeName=${name}`], {
    allNamespaces: true,
  }).catch(error => {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return {items: undefined, refused: [error.message]}
    throw error
  })
  const [{items}, {items: found, refused}] = await Promise.all([
    listObjects(exec, access, ['node', name], {allNamespaces: false}),
    pods,
  ])
  return {node: items[0] as Node, pods: found as Pod[] | undefined, refused}
}

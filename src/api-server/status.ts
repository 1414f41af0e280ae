import {NOT_ALLOWED, recogniseAll} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {KINDS, kindOf, listName} from '../kubernetes/kinds/index.ts'
import {isOwned} from '../kubernetes/kinds/workloads.ts'
import type {KubeObject, Node, Pod} from '../kubernetes/types.ts'
import {CommandFailed, type Exec, type ExecResult} from '../process/exec.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, tryKubectl} from './kubectl.ts'
import {type ListAnswer, ListReader} from './list-reader.ts'
import {withNearName} from './objects.ts'

/** What `status` shows without a KIND, in this order. */
const STATUS_RESOURCES: readonly string[] = KINDS.filter(({listed}) => listed !== 'never').map(listName)

export interface StatusScope {
  namespace?: string | undefined
  allNamespaces: boolean
  /** Labels, as kubectl's `-l` takes them. */
  selector?: string | undefined
  /** Whether each whole object is kept, as JSON. */
  whole?: boolean
}

/** A resource that may not be listed. */
export interface DeniedResource {
  resource: string
  user: string
}

/** Objects, and what could not be listed. */
export interface ObjectList extends ListAnswer {
  /** What may not be listed, as `pods`, `deployments.apps`; and whose rights are missing. */
  refused: DeniedResource[]
}

const scopeArgs = ({namespace, allNamespaces, selector}: StatusScope): string[] => [
  ...(allNamespaces ? ['--all-namespaces'] : namespace === undefined ? [] : ['--namespace', namespace]),
  ...(selector === undefined ? [] : ['--selector', selector]),
]

/** What kubectl says may not be listed. */
const deniedIn = (stderr: string): DeniedResource[] =>
  recogniseAll(stderr, [NOT_ALLOWED]).map(({details: {facts}}) => ({
    resource: facts?.resource ?? '',
    user: facts?.user ?? '',
  }))

/** One line that says what is not shown; empty where all is. */
export const describeDenied = (refused: readonly DeniedResource[]): string => {
  const [first] = refused
  return first
    ? `not shown, since ${first.user} may not list it: ${refused.map(({resource}) => resource).join(', ')}`
    : ''
}

/** Whether each line of kubectl's is about something that may not be listed, so that the rest of the answer is whole. */
const onlyRefused = ({stderr}: ExecResult): boolean => {
  const errors = stderr.split('\n').filter(line => /^(error|Error from server)/.test(line))
  return errors.length > 0 && errors.length === deniedIn(stderr).length
}

/**
 * Lists resources in one request to kubectl. What may not be listed is warned of; the rest is listed.
 * @param target as kubectl takes it: `['nodes,pods']`, `['deployment', 'kubia']`, `['node/a']`
 * @throws KubiaError API_UNREACHABLE, NOT_FOUND, FORBIDDEN where nothing at all may be listed, and others
 */
export const listObjects = async (
  exec: Exec,
  access: KubeAccess,
  target: readonly string[],
  scope: StatusScope,
): Promise<ObjectList> => {
  const args = ['get', ...target, ...scopeArgs(scope), '-o', 'json']
  const reader = new ListReader('kubectl get', scope.whole)
  const result = await tryKubectl(exec, access, args, {reader})
  if (result.exitCode !== 0 && !(reader.hasText && onlyRefused(result)))
    throw kubectlFailure(result.stderr, access) ?? new CommandFailed(kubectlCommand(access, args), result)
  const {items, texts} = reader.end()
  const refused = deniedIn(result.stderr)
  const nothing = items.length === 0 && refused.length === (target[0] ?? '').split(',').length
  if (nothing) throw new KubiaError('FORBIDDEN', describeDenied(refused))
  return {items, texts, refused}
}

/** Lists everything that a status shows; kinds that this server does not have are left out. @throws as `listObjects` */
export const listAll = async (
  exec: Exec,
  access: KubeAccess,
  scope: StatusScope,
  resources: readonly string[] = STATUS_RESOURCES,
): Promise<ObjectList> => {
  try {
    return await listObjects(exec, access, [resources.join(',')], scope)
  } catch (error) {
    // kubectl names the first one only.
    const unknown =
      error instanceof KubiaError && error.code === 'NOT_FOUND' ? error.details.facts?.resource : undefined
    const known = resources.filter(resource => resource !== unknown && resource.split('.')[0] !== unknown)
    if (unknown === undefined || known.length === resources.length) throw error
    return listAll(exec, access, scope, known)
  }
}

/** Whether the whole view has a row for an object: a replica set that a deployment keeps is part of it. */
export const isShown = (object: KubeObject): boolean => kindOf(object)?.listed !== 'unowned' || !isOwned(object)

/** Which provider made a cluster, from its nodes: kind sets `kind://ENGINE/CLUSTER/NODE` as their provider id. */
export const providerOf = (items: readonly KubeObject[]): string =>
  /^([a-z][a-z0-9-]*):\/\//.exec(providerId(items))?.[1] ?? ''

const providerId = (items: readonly KubeObject[]): string =>
  items.map(item => (item as Node).spec?.providerID ?? '').find(Boolean) ?? ''

/** The name of a local cluster, from its nodes: the part of their provider id before their own name. */
export const localNameOf = (items: readonly KubeObject[]): string => providerId(items).split('/').at(-2) ?? ''

/**
 * A node with its pods; `pods` is undefined where they may not be listed.
 * @throws KubiaError NOT_FOUND with the name that is near, and others
 */
export const getNode = async (
  exec: Exec,
  access: KubeAccess,
  name: string,
): Promise<{node: Node; pods: Pod[] | undefined; refused: DeniedResource[]}> => {
  const pods = listObjects(exec, access, ['pods', `--field-selector=spec.nodeName=${name}`], {
    allNamespaces: true,
  }).catch(error => {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return {items: undefined, refused: []}
    throw error
  })
  const [{items}, {items: found, refused}] = await Promise.all([
    listObjects(exec, access, ['node', name], {allNamespaces: false}).catch(async error => {
      throw await withNearName(exec, access, error, ['node', name])
    }),
    pods,
  ])
  return {node: items[0] as Node, pods: found as Pod[] | undefined, refused}
}

import {type CommandAdvice, kubiaAdvice} from '../errors/advice.ts'
import {didYouMean, orMeant} from '../errors/did-you-mean.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {listName} from '../kubernetes/kinds/index.ts'
import type {Kind} from '../kubernetes/kinds/kind.ts'
import {isOwned} from '../kubernetes/kinds/workloads.ts'
import {resourceName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {isRecord, readAnswer, unreadable} from '../process/answer.ts'
import {commandAdvice} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, REQUEST_TIMEOUT_MS, runKubectl, tryKubectl} from './kubectl.ts'
import {ListReader} from './list-reader.ts'
import {checkObject} from './shapes.ts'
import type {Target} from './targets.ts'

/** A namespace of a cluster: what all workload commands act in. The context is named wherever the cluster is asked. */
export interface Place extends KubeAccess {
  namespace: string
}

/** An object in a message: `deployment kubia`. */
export const spoken = ({kind, metadata}: Pick<KubeObject, 'kind' | 'metadata'>): string =>
  `${kind.toLowerCase()} ${metadata.name}`

/** A command of kubia's for this very place, to be copied. @param namespaced false for one that is of the whole cluster */
export const kubiaAt = (
  {kubeconfig, context, namespace}: Place,
  args: readonly string[],
  {comment, namespaced = true}: {comment?: string; namespaced?: boolean} = {},
): CommandAdvice =>
  kubiaAdvice(
    [
      ...args,
      ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
      ...(context === undefined ? [] : ['--context', context]),
      ...(namespaced ? ['-n', namespace] : []),
    ],
    comment,
  )

/**
 * The objects behind kubectl's JSON: of a list, of one object, or none for an empty answer.
 * @throws KubiaError ANSWER_UNREADABLE
 */
export const readObjects = (json: string, asked = 'kubectl get'): KubeObject[] =>
  readItems(json, asked).map(item => checkObject(item, asked))

/** The items behind kubectl's JSON, whatever their fields hold. @throws KubiaError ANSWER_UNREADABLE */
const readItems = (json: string, asked: string): unknown[] => {
  if (json.trim() === '') return []
  const answer = readAnswer<{items?: unknown}>(
    asked,
    json,
    value => isRecord(value) && ('items' in value || 'metadata' in value),
  )
  const objects = 'items' in answer ? (answer.items ?? []) : [answer]
  if (!Array.isArray(objects)) throw unreadable(asked, json)
  return objects
}

/** The arguments of `kubectl get` for what may be absent; with the record of who owns which field. */
export const getArgs = (names: readonly string[]): string[] => [
  'get',
  ...names,
  '--ignore-not-found',
  '--show-managed-fields',
  '-o',
  'json',
]

/** Whole objects by name (`['deployment.apps/kubia']`); those that don't exist are left out. @throws as `runKubectl` */
export const getObjects = async (exec: Exec, access: KubeAccess, names: readonly string[]): Promise<KubeObject[]> =>
  names.length === 0 ? [] : readObjects(await runKubectl(exec, access, getArgs(names), {timeoutMs: REQUEST_TIMEOUT_MS}))

/**
 * What is listed (`['pods', '-l', 'app=kubia']`), each object with the fields that lists are read for.
 * @param timeoutMs how long the answer may take, in ms. @throws as `runKubectl`
 */
export const getList = async (
  exec: Exec,
  access: KubeAccess,
  target: readonly string[],
  timeoutMs: number = REQUEST_TIMEOUT_MS,
): Promise<KubeObject[]> => {
  const reader = new ListReader()
  await runKubectl(exec, access, ['get', ...target, '-o', 'json'], {timeoutMs, reader})
  return reader.end().items
}

/** One object, or undefined where it does not exist. @throws as `runKubectl` */
export const getObject = async <T extends KubeObject>(
  exec: Exec,
  access: KubeAccess,
  resource: string,
  name: string,
): Promise<T | undefined> => (await getObjects(exec, access, [`${resource}/${name}`]))[0] as T | undefined

/** What is listed, for a message that can do without it: nothing for whoever may not list it. @throws as `getList` */
export const listIfAllowed = async (
  exec: Exec,
  access: KubeAccess,
  target: readonly string[],
): Promise<KubeObject[]> => {
  try {
    return await getList(exec, access, target)
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'FORBIDDEN') return []
    throw error
  }
}

/** The question for the object whose name is near to one that is not there, to stand behind a message; empty for none. */
export const orNamed = (name: string, objects: readonly KubeObject[]): string =>
  orMeant(
    didYouMean(
      name,
      objects.map(({metadata}) => metadata.name),
    ),
  )

/**
 * A failure to get an object: where it is not there, with the name that is near. Any other failure stays as it is.
 * @param object its kind, as it was typed, and its name
 */
export const withNearName = async (
  exec: Exec,
  access: KubeAccess,
  error: unknown,
  [kind, name]: readonly [kind: string, name: string],
): Promise<unknown> => {
  const isMissing = error instanceof KubiaError && (error.code === 'NOT_FOUND' || error.code === 'NAMESPACE_MISSING')
  if (!isMissing || error.details.facts?.resource !== undefined) return error
  const listed = await listIfAllowed(exec, access, [kind])
  return new KubiaError('NOT_FOUND', `${error.message}${orNamed(name, listed)}`, {
    ...error.details,
    fix: [kubiaAdvice(['status', kind], 'lists those that there are')],
  })
}

/** Makes sure that a namespace that was named exists. @throws KubiaError NAMESPACE_MISSING */
export const checkNamespace = async (exec: Exec, access: KubeAccess, name: string): Promise<void> => {
  const {exitCode, stderr} = await tryKubectl(exec, access, ['get', 'namespace', name, '-o', 'name'])
  const failure = exitCode === 0 ? undefined : kubectlFailure(stderr, access)
  if (failure?.code !== 'NAMESPACE_MISSING') return
  const known = await listIfAllowed(exec, {...access, namespace: undefined}, ['namespaces'])
  throw new KubiaError(failure.code, `${failure.message}${orNamed(name, known)}`, failure.details)
}

/**
 * The object that was named. A bare NAME means the only object of that name that runs pods and that nobody owns.
 * @throws KubiaError NOT_FOUND, or AMBIGUOUS_NAME naming the candidates
 */
export const resolveTarget = async (
  exec: Exec,
  place: Place,
  target: Target,
  allowed: readonly Kind[],
): Promise<KubeObject> => {
  const kinds = target.kind ? [target.kind] : allowed.filter(({workload}) => workload)
  const found = await getObjects(
    exec,
    place,
    kinds.map(kind => `${resourceName(kind)}/${target.name}`),
  )
  const candidates = target.kind ? found : found.filter(object => !isOwned(object))
  const [only, ...others] = candidates
  if (only && others.length === 0) return only
  if (only) {
    const names = candidates.map(({kind, metadata}) => `${kind.toLowerCase()}/${metadata.name}`)
    throw new KubiaError('AMBIGUOUS_NAME', `"${target.name}" is the name of several objects: ${names.join(', ')}`, {
      fix: [`say which one: ${names.join(' or ')}`],
    })
  }
  await checkNamespace(exec, {...place, namespace: undefined}, place.namespace)
  const what = target.kind ? `${resourceName(target.kind)} "${target.name}"` : `"${target.name}"`
  const list = kinds.map(({names}) => names[0]).join(',')
  const listed = await listIfAllowed(exec, place, [kinds.map(listName).join(',')])
  const known = target.kind ? listed : listed.filter(object => !isOwned(object))
  throw new KubiaError('NOT_FOUND', `${what} not found in namespace ${place.namespace}${orNamed(target.name, known)}`, {
    fix: [commandAdvice(kubectlCommand(place, ['get', list]), 'lists what there is')],
  })
}

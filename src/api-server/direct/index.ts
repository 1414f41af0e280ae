import {statSync} from 'node:fs'
import type {IncomingMessage} from 'node:http'
import type {Exec, ExecOptions, ExecResult} from '../../process/exec.ts'
import {kubeconfigFiles} from '../../process/kubeconfig/files.ts'
import {loadKubeconfig} from '../../process/kubeconfig/read.ts'
import {type KubeAccess, kubectlCommand} from '../access.ts'
import type {Connection} from './connection.ts'
import {directAccess} from './credentials.ts'
import type {Look} from './requests.ts'

/** A question that comes to nothing after so long is not asked again for a while, but left to kubectl; both in ms. */
const [LOST_MS, REST_MS] = [500, 30_000]

/** What is loaded where a server is asked directly: one file of the bundle. */
const parts = () => import('./parts.ts')

/** A way to a cluster. */
interface Way {
  /** Undefined where only kubectl knows one. */
  connection: Connection | undefined
  /** Until when it is left to kubectl, in ms of `performance.now()`. */
  restsUntil: number
}

/** The ways of a run, by kubeconfig and context, each with the state of the files that said so. */
const ways = new WeakMap<Exec, Map<string, {files: string; way: Promise<Way>}>>()

/** A text that changes where one of the kubeconfig's files does. */
const stateOf = (kubeconfig: string | undefined): string =>
  kubeconfigFiles(kubeconfig || undefined)
    .map(file => {
      const stats = statSync(file, {throwIfNoEntry: false})
      return stats ? [file, stats.ino, stats.mtimeMs, stats.size].join(':') : ''
    })
    .join('\n')

const findWay = async ({kubeconfig, context}: KubeAccess): Promise<Way> => {
  try {
    const access = directAccess(await loadKubeconfig(kubeconfig, process.env, 'kept'), context)
    const connection = access && (await parts()).connectTo(access)
    return {connection, restsUntil: 0}
  } catch {
    // A kubeconfig or a certificate that cannot be read: kubectl says what is wrong.
    return {connection: undefined, restsUntil: 0}
  }
}

/** The way to a cluster; another one once a file of the kubeconfig has changed. */
const wayTo = (exec: Exec, access: KubeAccess): Promise<Way> => {
  const known = ways.get(exec) ?? new Map<string, {files: string; way: Promise<Way>}>()
  ways.set(exec, known)
  const key = JSON.stringify([access.kubeconfig, access.context])
  const files = stateOf(access.kubeconfig)
  const found = known.get(key)
  if (found?.files === files) return found.way
  const way = findWay(access)
  known.set(key, {files, way})
  return way
}

/**
 * What kubectl would print, asked from the API server without it, where the command only looks and the context's
 * credentials are static. Undefined where kubectl has to be run: only an answer as expected counts here, so that failures
 * are told in kubectl's words.
 * @throws the signal's reason
 */
export const lookDirectly = async (
  exec: Exec,
  access: KubeAccess,
  args: readonly string[],
  {input, ...options}: Pick<ExecOptions, 'reader' | 'signal' | 'waitsFor'> & {input?: string} = {},
): Promise<ExecResult | undefined> => {
  if (!exec.answer) return undefined
  const way = await wayTo(exec, access)
  const {connection} = way
  if (!connection || performance.now() < way.restsUntil) return undefined
  const {askDirectly, lookOf} = await parts()
  const look: Look | undefined = lookOf(args, access.namespace ?? connection.access.namespace, input)
  if (!look) return undefined
  const startedAt = performance.now()
  return exec.answer(kubectlCommand(access, args, input), options, async (signal, held) => {
    try {
      return await askDirectly({connection, signal, held}, look, options.reader)
    } catch (error) {
      const now = performance.now()
      if (now - startedAt > LOST_MS) way.restsUntil = now + REST_MS
      throw error
    }
  })
}

/** The way to a cluster that may be used just now. */
const openWayTo = async (exec: Exec, access: KubeAccess): Promise<Connection | undefined> => {
  const {connection, restsUntil} = await wayTo(exec, access)
  return performance.now() < restsUntil ? undefined : connection
}

/** A server that is asked directly, once it has told its version; undefined where only kubectl reaches it. @throws the signal's reason */
export const connectionTo = async (exec: Exec, access: KubeAccess): Promise<Connection | undefined> => {
  const found = await lookDirectly(exec, access, ['version', '-o', 'json'])
  return found && openWayTo(exec, access)
}

/** The stream of a log. @throws for a status other than 200, and as `Connection.send` */
const openLog = async ({send}: Connection, path: string, signal: AbortSignal): Promise<IncomingMessage> => {
  const response = await send(path, {signal})
  if (response.statusCode === 200) return response
  response.destroy()
  throw new Error(`${path} answers ${response.statusCode}`)
}

/**
 * Reads the lines of `kubectl logs` from the API server, as `lookDirectly` asks: undefined where kubectl has to be run.
 * @throws the signal's reason, what `onOutput` throws
 */
export const followDirectly = async (
  exec: Exec,
  access: KubeAccess,
  args: readonly string[],
  options: Pick<ExecOptions, 'onOutput' | 'signal' | 'waitsFor'>,
): Promise<ExecResult | undefined> => {
  if (!exec.follow) return undefined
  const connection = await openWayTo(exec, access)
  if (!connection) return undefined
  const {logRequestOf} = await parts()
  const asked = logRequestOf(args, access.namespace ?? connection.access.namespace)
  return asked && exec.follow(kubectlCommand(access, args), options, signal => openLog(connection, asked.path, signal))
}

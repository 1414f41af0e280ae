import {randomBytes} from 'node:crypto'
import {mkdirSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {CommandFailed, type Exec, ProgramMissing} from '../../process/exec.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, kubectlMissing} from '../kubectl.ts'

/** How long kubectl may take until it serves, in ms. */
const START_MS = 20_000
const POLL_MS = 20
/** How long after its end a proxy is started again, in ms. */
const RESTART_MS = 1000
/** The path of a socket has at most 104 bytes (unix(4) of macOS; 108 on Linux). */
const MAX_FOLDER = 80

/** A way to the API server that needs no credentials: `kubectl proxy` on a socket that only this user can open. */
export interface ApiProxy extends Pick<KubeAccess, 'server' | 'context'> {
  readonly socketPath: string
  /** The folder that the socket is in, removed by `close`. */
  readonly folder: string
  close(): Promise<void>
}

/** `kubectl proxy`, which takes care of certificates, tokens and login programs as the user's kubeconfig says. */
export const proxyCommand = (access: KubeAccess, socketPath: string) =>
  kubectlCommand({...access, namespace: undefined}, ['proxy', `--unix-socket=${socketPath}`])

const isThere = (path: string): boolean => statSync(path, {throwIfNoEntry: false}) !== undefined

const failureOf = (error: unknown, access: KubeAccess): unknown => {
  if (error instanceof ProgramMissing) return kubectlMissing()
  return error instanceof CommandFailed ? (kubectlFailure(error.result.stderr, access) ?? error) : error
}

/** A name for the folder of a proxy's socket, which is not made yet: it can be written down before it is. */
export const proxyFolder = (): string =>
  join(tmpdir().length > MAX_FOLDER ? '/tmp' : tmpdir(), `kubia-${randomBytes(6).toString('hex')}`)

/**
 * Starts `kubectl proxy` in a folder of its own, mode 0700, and keeps it running: when it ends by itself, it is started
 * again on the same socket.
 * @throws KubiaError CONTEXT_MISSING, KUBECONFIG_INVALID, KUBECTL_MISSING; CommandFailed where it does not begin to serve
 */
export const openApiProxy = async (exec: Exec, access: KubeAccess, folder = proxyFolder()): Promise<ApiProxy> => {
  mkdirSync(folder, {mode: 0o700})
  const socketPath = join(folder, 'api')
  const closing = new AbortController()
  const serve = (): Promise<unknown> =>
    exec(proxyCommand(access, socketPath), {signal: closing.signal, onOutput: () => {}})
  const keepServing = async (first: Promise<unknown>): Promise<void> => {
    let serving = first
    while (!closing.signal.aborted) {
      await serving.catch(() => undefined)
      rmSync(socketPath, {force: true})
      await sleep(RESTART_MS, undefined, {signal: closing.signal}).catch(() => undefined)
      if (!closing.signal.aborted) serving = serve()
    }
    await serving.catch(() => undefined)
  }

  const first = serve()
  let failed: {error: unknown} | undefined
  first.catch(error => {
    failed = {error}
  })
  const startedAt = performance.now()
  while (!isThere(socketPath)) {
    if (failed || performance.now() - startedAt > START_MS) {
      closing.abort()
      await first.catch(() => undefined)
      rmSync(folder, {recursive: true, force: true})
      throw failureOf(failed?.error ?? new Error('kubectl proxy did not begin to serve'), access)
    }
    await sleep(POLL_MS)
  }
  const kept = keepServing(first)
  return {
    server: access.server,
    context: access.context,
    socketPath,
    folder,
    async close() {
      closing.abort()
      await kept
      rmSync(folder, {recursive: true, force: true})
    },
  }
}

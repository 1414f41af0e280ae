import {randomBytes} from 'node:crypto'
import {mkdirSync, rmSync, statSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {KubiaError} from '../../errors/kubia-error.ts'
import {commandAdvice} from '../../process/command.ts'
import {CommandFailed, type Exec, type ExecResult, ProgramMissing} from '../../process/exec.ts'
import type {Connection} from '../direct/connection.ts'
import {type KubeAccess, kubectlCommand, kubectlFailure, kubectlMissing} from '../kubectl.ts'

/** How long kubectl may take until it serves, in ms. */
const START_MS = 20_000
const POLL_MS = 20
/** How long after its end a proxy is started again, in ms. */
const RESTART_MS = 1000
/** The path of a socket has at most 104 bytes (unix(4) of macOS; 108 on Linux). */
const MAX_FOLDER = 80

/** A way to the API server by which requests are sent and lists watched. */
export interface ApiWay extends Pick<KubeAccess, 'server' | 'context'> {
  /** The socket of `kubectl proxy`, which knows the credentials. */
  readonly socketPath?: string
  /** Sends a request in place of `kubectl proxy`, with credentials that are known here. */
  readonly send?: Connection['send']
  close(): Promise<void>
}

/** A way to the API server that needs no credentials: `kubectl proxy` on a socket that only this user can open. */
export interface ApiProxy extends ApiWay {
  readonly socketPath: string
  /** The folder that the socket is in, removed by `close`. */
  readonly folder: string
}

/** `kubectl proxy`, which takes care of certificates, tokens and login programs as the user's kubeconfig says. */
export const proxyCommand = (access: KubeAccess, socketPath: string) =>
  kubectlCommand({...access, namespace: undefined}, ['proxy', `--unix-socket=${socketPath}`])

const isThere = (path: string): boolean => statSync(path, {throwIfNoEntry: false}) !== undefined

const failureOf = (error: unknown, access: KubeAccess): unknown => {
  if (error instanceof ProgramMissing) return kubectlMissing()
  return error instanceof CommandFailed ? (kubectlFailure(error.result.stderr, access) ?? error) : error
}

/** `kubectl proxy` runs, and its socket does not come: a program of that name may ask or fetch something first. */
const neverServed = (access: KubeAccess, ms: number): KubiaError =>
  new KubiaError('TIMEOUT', `kubectl proxy did not begin to serve within ${ms / 1000}s`, {
    fix: [
      commandAdvice(
        kubectlCommand({...access, namespace: undefined}, ['proxy', '--port=0']),
        'does it say "Starting to serve"? if not, what does it wait for?',
      ),
    ],
  })

/** A name for the folder of a proxy's socket, which is not made yet: it can be written down before it is. */
export const proxyFolder = (): string =>
  join(tmpdir().length > MAX_FOLDER ? '/tmp' : tmpdir(), `kubia-${randomBytes(6).toString('hex')}`)

/**
 * Starts `kubectl proxy` in a folder of its own, mode 0700, and keeps it running: when it ends by itself, it is started
 * again on the same socket.
 * @param startMs how long kubectl may take until it serves, in ms
 * @throws KubiaError CONTEXT_MISSING, KUBECONFIG_INVALID, KUBECTL_MISSING; CommandFailed where it ends before it serves,
 * TIMEOUT where it does not begin to
 */
export const openApiProxy = async (
  exec: Exec,
  access: KubeAccess,
  folder = proxyFolder(),
  startMs = START_MS,
): Promise<ApiProxy> => {
  mkdirSync(folder, {mode: 0o700})
  const socketPath = join(folder, 'api')
  const closing = new AbortController()
  const command = proxyCommand(access, socketPath)
  const serve = (): Promise<ExecResult> => exec(command, {signal: closing.signal, onOutput: () => {}})
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
  first
    .then(result => {
      throw new CommandFailed(command, result)
    })
    .catch(error => {
      failed = {error}
    })
  const startedAt = performance.now()
  while (!isThere(socketPath)) {
    // The abort below makes it fail too: what it did before that counts.
    const ended = failed
    if (ended || performance.now() - startedAt > startMs) {
      closing.abort()
      await first.catch(() => undefined)
      rmSync(folder, {recursive: true, force: true})
      throw ended ? failureOf(ended.error, access) : neverServed(access, startMs)
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

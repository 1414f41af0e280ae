import {distinctAdvice} from '../errors/advice.ts'
import {orMeant} from '../errors/did-you-mean.ts'
import {apiServer, KUBECTL_PRINTED, recognise} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {readAnswer} from '../process/answer.ts'
import {
  CommandFailed,
  CommandTimeout,
  type Exec,
  type ExecOptions,
  type ExecResult,
  ProgramMissing,
} from '../process/exec.ts'
import {readKubeconfig} from '../process/kubeconfig/edit.ts'
import {type KubeAccess, kubectlCommand} from './access.ts'
import {followDirectly, lookDirectly} from './direct/index.ts'
import {nearKind} from './targets.ts'
import {throughProxy} from './through-proxy.ts'

export {type KubeAccess, kubectlCommand} from './access.ts'

/** The install lines for kubectl. */
export const kubectlMissing = (): KubiaError =>
  new KubiaError('KUBECTL_MISSING', 'kubectl is not on PATH', {
    fix: [
      {command: 'sudo apt-get install kubernetes-client', comment: 'on Debian and Ubuntu'},
      {command: 'brew install kubectl', comment: 'on macOS'},
      'more ways: https://kubernetes.io/docs/tasks/tools/',
    ],
  })

/** Where kubectl goes on to the next of several objects that are refused. */
const REFUSAL = /\n(?=Error from server|The [\w.]{1,300} "|error: )/

/** A failed kubectl as a KubiaError, of all objects that are refused where it says so of several; or undefined where its words say nothing that is known. */
export const kubectlFailure = (stderr: string, access: KubeAccess): KubiaError | undefined => {
  const where = {cluster: '', engine: '', ...access}
  const known = recognise(stderr, KUBECTL_PRINTED, where)
  if (!known) return undefined
  const each = stderr.split(REFUSAL).flatMap(text => recognise(text, KUBECTL_PRINTED, where) ?? [])
  // A kubectl that a server answers with a failure may say first that it has no list of groups.
  const alike = each.filter(({code}) => code !== 'API_UNREACHABLE' || code === known.code)
  const messages = [...new Set(alike.map(({message}) => message))]
  if (messages.length < 2) return throughProxy(withNearKind(known), access.server)
  const fix = distinctAdvice(alike.flatMap(({details}) => details.fix ?? []))
  return new KubiaError(known.code, messages.join('\n'), {...known.details, evidence: [], fix})
}

/** The same failure, with the kind that was most likely meant where the server does not have the one that was typed. */
const withNearKind = (error: KubiaError): KubiaError => {
  const {resource} = error.details.facts ?? {}
  const near = error.code === 'NOT_FOUND' && typeof resource === 'string' ? nearKind(resource) : undefined
  return near === undefined ? error : new KubiaError(error.code, `${error.message}${orMeant(near)}`, error.details)
}

/** The version of kubectl itself: `1.32.4`. @throws KubiaError KUBECTL_MISSING */
export const kubectlVersion = async (exec: Exec): Promise<string> => {
  const json = await runKubectl(exec, {}, ['version', '--client', '-o', 'json'], {timeoutMs: 20_000})
  const {clientVersion} = readAnswer<{clientVersion?: {gitVersion?: unknown}}>('kubectl version --client', json)
  return String(clientVersion?.gitVersion ?? 'unknown').replace(/^v/, '')
}

/** Failures of kubectl before it asks any server: its kubeconfig lacks what was named, or cannot be read. */
const KUBECONFIG_FAILURES: readonly string[] = ['CONTEXT_MISSING', 'KUBECONFIG_INVALID']

/**
 * Whether kubectl met a kubeconfig that another program was writing: kind and kubectl empty the file first. Read under
 * their lock, it has what kubectl missed.
 */
const wasBeingWritten = async (exec: Exec, {kubeconfig, context}: KubeAccess, failure: unknown): Promise<boolean> => {
  if (!(failure instanceof KubiaError && KUBECONFIG_FAILURES.includes(failure.code))) return false
  try {
    const {entries} = await readKubeconfig(exec, kubeconfig)
    return context !== undefined ? entries.contexts.has(context) : failure.code === 'KUBECONFIG_INVALID'
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'KUBECONFIG_INVALID') return false
    throw error
  }
}

/**
 * Runs kubectl, or asks in its place where it only looks, and returns what it prints on standard output. Where the kubeconfig was just being written, it runs again.
 * @throws KubiaError CONTEXT_MISSING, KUBECONFIG_INVALID, API_UNREACHABLE, FORBIDDEN, NOT_FOUND or KUBECTL_MISSING;
 * CommandFailed where kubectl's words say nothing that is known.
 */
export const runKubectl = async (
  exec: Exec,
  access: KubeAccess,
  args: readonly string[],
  options: ExecOptions & {input?: string} = {},
): Promise<string> => {
  const {input, ...rest} = options
  const direct = await lookDirectly(exec, access, args, {waitsFor: waitsFor(access, args), ...options})
  if (direct) return direct.stdout
  const run = async (): Promise<string> => {
    try {
      return (await exec(kubectlCommand(access, args, input), {waitsFor: waitsFor(access, args), ...rest})).stdout
    } catch (error) {
      if (error instanceof CommandFailed) throw kubectlFailure(error.result.stderr, access) ?? error
      throw await explained(exec, access, error)
    }
  }
  try {
    return await run()
  } catch (error) {
    if (await wasBeingWritten(exec, access, error)) return run()
    throw error
  }
}

/** What is waited for while kubectl runs. It may be a wrapper that asks the API server also for what it knows itself. */
const waitsFor = (access: KubeAccess, args: readonly string[]): string =>
  args[0] === 'config' || args.includes('--client') ? 'kubectl' : apiServer(access)

/** How long it is tried to learn why there was no answer, in ms. */
const EXPLAIN_MS = 3000
/** The status of an answer, as `kubectl -v=6` prints it: kubectl 1.27 to 1.32, and from 1.33 on. */
const ANSWERED = /(?:^| |status=")([45]\d\d [A-Z][A-Za-z ]{1,50}?)(?:"| in \d)/

/**
 * What a kubectl that did not end in time was at: it repeats a request that was refused with Retry-After without a word.
 * @returns undefined where the server did not answer either now
 */
const lastAnswer = async (exec: Exec, access: KubeAccess): Promise<string | undefined> => {
  let status: string | undefined
  const onLine = (line: string): void => {
    status ??= ANSWERED.exec(line)?.[1]
  }
  const command = kubectlCommand(access, ['get', '--raw', '/version', '-v=6'])
  await exec(command, {allowFailure: true, timeoutMs: EXPLAIN_MS, onLine}).catch(() => undefined)
  return status
}

/** The failure of a kubectl that was not run to its end. */
const explained = async (exec: Exec, access: KubeAccess, error: unknown): Promise<unknown> => {
  if (error instanceof ProgramMissing) return kubectlMissing()
  if (!(error instanceof CommandTimeout)) return error
  const status = await lastAnswer(exec, access)
  return status === undefined
    ? error
    : new KubiaError('API_FAILING', `${apiServer(access)} answers ${status}`, {
        ...error.details,
        evidence: [error.message],
      })
}

const AWAY: readonly string[] = ['API_UNREACHABLE', 'API_FAILING', 'TIMEOUT']

/** Whether a question failed because the API server cannot answer just now, and not because the run is over. */
export const isAway = (error: unknown, signal: AbortSignal): error is KubiaError =>
  error instanceof KubiaError && AWAY.includes(error.code) && !signal.aborted

/** Why there is no answer just now, for the line of a step: a server that fails has answered. */
export const describeAway = ({code, message}: KubiaError): string =>
  code === 'API_FAILING' ? message : 'the API server does not answer yet'

/** How long the API server may take for one answer, in ms: beyond it, it is as good as not there. */
export const REQUEST_TIMEOUT_MS = 60_000

/** Runs kubectl whose failure is part of the answer, or asks in its place where it only looks. @throws KubiaError KUBECTL_MISSING, TIMEOUT or API_FAILING */
export const tryKubectl = async (
  exec: Exec,
  access: KubeAccess,
  args: readonly string[],
  options: Pick<ExecOptions, 'reader'> = {},
): Promise<ExecResult> => {
  const direct = await lookDirectly(exec, access, args, {waitsFor: waitsFor(access, args), ...options})
  if (direct) return direct
  try {
    const all = {allowFailure: true, timeoutMs: REQUEST_TIMEOUT_MS, waitsFor: waitsFor(access, args), ...options}
    return await exec(kubectlCommand(access, args), all)
  } catch (error) {
    throw await explained(exec, access, error)
  }
}

/**
 * Runs kubectl that prints lines, or reads them in its place.
 * @throws CommandFailed where it fails, and as `exec`
 */
export const readLines = async (
  exec: Exec,
  access: KubeAccess,
  args: readonly string[],
  options: Pick<ExecOptions, 'onOutput' | 'waitsFor'>,
): Promise<void> => {
  const command = kubectlCommand(access, args)
  const result = (await followDirectly(exec, access, args, options)) ?? (await exec(command, options))
  if (result.exitCode !== 0) throw new CommandFailed(command, result)
}

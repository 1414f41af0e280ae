import type {ErrorCode} from '../../../errors/catalogue.ts'
import {type FailureContext, LOGGED, recognise, unfit} from '../../../errors/known/index.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import type {Command} from '../../../process/command.ts'
import type {Exec} from '../../../process/exec.ts'
import type {NodeCause} from '../../provider.ts'
import {listContainers} from '../common/containers.ts'
import {kindFailure} from './kind-failure.ts'

/** How long an engine may take to give a log, in ms. */
const LOG_TIMEOUT_MS = 20_000

/** What a failed node can be asked: its boot, the journals of its kubelet and its containerd, the logs of its control plane's containers. */
export const logCommands = (engine: string, node: string): Command[] => [
  {program: engine, args: ['logs', '--tail', '400', node]},
  ...['kubelet', 'containerd'].map(unit => ({
    program: engine,
    args: ['exec', node, 'journalctl', '-u', unit, '--no-pager', '-o', 'cat', '-n', '1000'],
  })),
  {program: engine, args: ['exec', node, 'sh', '-c', 'tail -n 20 /var/log/pods/kube-system_*/*/*.log']},
]

/** kubectl of a control-plane node, which every node image of kind has, as the cluster's administrator (kubeadm's file). */
export const kubectlInsideCommand = (engine: string, node: string, args: readonly string[]): Command => ({
  program: engine,
  args: ['exec', node, 'kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', ...args],
})

/** Every node image of kind has this file (kind v0.33, pkg/build/nodeimage). */
export const nodeVersionCommand = (engine: string, node: string): Command => ({
  program: engine,
  args: ['exec', node, 'cat', '/kind/version'],
})

/** What a command prints on both outputs; empty where it hangs, since a log is only a way to a better message. */
const ask = async (exec: Exec, command: Command): Promise<string> => {
  try {
    const {stdout, stderr} = await exec(command, {allowFailure: true, timeoutMs: LOG_TIMEOUT_MS})
    return `${stdout}\n${stderr}`
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'TIMEOUT') return ''
    throw error
  }
}

/** Whose log a line is of: the boot's, the kubelet's, containerd's, or the container's whose file `tail` named last before it. */
const logOf = (index: number, text: string, line: string): string => {
  const headers = text.slice(0, text.indexOf(line)).matchAll(/^==> \/var\/log\/pods\/[^/\n]+\/([^/\n]+)\/\S+ <==$/gm)
  return ['boot', 'kubelet', 'containerd'][index] ?? [...headers].at(-1)?.[1] ?? 'container'
}

/** What the logs of a node name as the cause of its being of no use; undefined where they name none that is known. */
export const findNodeCause = async (
  exec: Exec,
  where: FailureContext,
  node: string,
): Promise<NodeCause | undefined> => {
  const texts = await Promise.all(logCommands(where.engine, node).map(command => ask(exec, command)))
  for (const [index, text] of texts.entries()) {
    const error = recognise(text, LOGGED, where)
    if (error) return {log: logOf(index, text, error.details.evidence?.[0] ?? ''), error}
  }
  return undefined
}

/** Failures whose cause kind itself does not know. */
const VAGUE: readonly ErrorCode[] = ['CREATE_FAILED', 'NODE_BOOT_TIMEOUT']

/**
 * Why `kind create cluster` failed: what it said, or, where that names no cause, what the logs of its nodes say. They
 * are still there, because kind runs with `--retain`, and what they say is kept in the run's log.
 */
export const createFailure = async (exec: Exec, where: FailureContext, stderr: string): Promise<KubiaError> => {
  const failure = kindFailure(stderr, where)
  if (!VAGUE.includes(failure.code)) return failure
  for (const {name} of await listContainers(exec, where.engine, where.cluster)) {
    const cause = await findNodeCause(exec, where, name)
    if (cause) return cause.error
    const version = await ask(exec, nodeVersionCommand(where.engine, name))
    if (!/No such file or directory|executable file not found/.test(version)) continue
    const {message, ...details} = unfit('the image is no node image of kind: it has no /kind/version', where)
    return new KubiaError('NODE_IMAGE_INVALID', message, details)
  }
  return failure
}

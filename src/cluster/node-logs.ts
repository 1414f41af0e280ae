import type {ErrorCode} from '../errors/catalogue.ts'
import {LOGGED, recognise, type Scene, unfit} from '../errors/known/index.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Command} from '../process/command.ts'
import type {Exec} from '../process/exec.ts'
import {listContainers} from './containers.ts'
import {kindFailure} from './kind-failure.ts'

/** How long an engine may take to give a log, in ms. */
const LOG_TIMEOUT_MS = 20_000

/** What a failed node can be asked: its boot, its kubelet's journal, the logs of its control plane's containers. */
export const logCommands = (engine: string, node: string): Command[] => [
  {program: engine, args: ['logs', '--tail', '400', node]},
  {program: engine, args: ['exec', node, 'journalctl', '-u', 'kubelet', '--no-pager', '-o', 'cat', '-n', '1000']},
  {program: engine, args: ['exec', node, 'sh', '-c', 'tail -n 20 /var/log/pods/kube-system_*/*/*.log']},
]

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

/** Failures whose cause kind itself does not know. */
const VAGUE: readonly ErrorCode[] = ['CREATE_FAILED', 'NODE_BOOT_TIMEOUT']

/**
 * Why `kind create cluster` failed: what it said, or, where that tells no cause, what the logs of its nodes tell. They
 * are still there, because kind is told to keep them, and what they say is kept in the run's log.
 */
export const createFailure = async (exec: Exec, scene: Scene, stderr: string): Promise<KubiaError> => {
  const told = kindFailure(stderr, scene)
  if (!VAGUE.includes(told.code)) return told
  for (const {name} of await listContainers(exec, scene.engine, scene.cluster)) {
    for (const command of logCommands(scene.engine, name)) {
      const known = recognise(await ask(exec, command), LOGGED, scene)
      if (known) return known
    }
    const version = await ask(exec, nodeVersionCommand(scene.engine, name))
    if (!/No such file or directory|executable file not found/.test(version)) continue
    const {message, ...details} = unfit('the image is no node image of kind: it has no /kind/version', scene)
    return new KubiaError('NODE_IMAGE_INVALID', message, details)
  }
  return told
}

import {join} from 'node:path'
import type {Command} from '../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {editKubeconfig} from '../../../process/kubeconfig/edit.ts'
import {contextOf} from '../../provider.ts'
import {kindFailure} from '../kind/kind-failure.ts'
import {simFolder} from './folder.ts'

const kubectlConfig = (kubeconfig: string | undefined, args: readonly string[]): Command => ({
  program: 'kubectl',
  args: [...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]), 'config', ...args],
})

/** The commands of a context that need nothing of its server: the context itself, and that it is the current one. */
export const nameContextCommands = (name: string, kubeconfig: string | undefined): Command[] => {
  const context = contextOf('sim', name)
  return [
    ['set-context', context, `--cluster=${context}`, `--user=${context}`],
    ['use-context', context],
  ].map(args => kubectlConfig(kubeconfig, args))
}

/** The commands that write a server, and how it is entered, to a kubeconfig. */
export const writeServerCommands = (name: string, server: string, kubeconfig: string | undefined): Command[] => {
  const context = contextOf('sim', name)
  const file = (of: string): string => join(simFolder(name), of)
  return [
    ['set-cluster', context, `--server=${server}`, `--certificate-authority=${file('ca.crt')}`, '--embed-certs=true'],
    [
      'set-credentials',
      context,
      `--client-certificate=${file('client.crt')}`,
      `--client-key=${file('client.key')}`,
      '--embed-certs=true',
    ],
  ].map(args => kubectlConfig(kubeconfig, args))
}

/** The commands that write a context of a server to a kubeconfig; kubectl edits it, under its lock. */
export const writeContextCommands = (name: string, server: string, kubeconfig: string | undefined): Command[] => [
  ...writeServerCommands(name, server, kubeconfig),
  ...nameContextCommands(name, kubeconfig),
]

interface RawKubeconfig {
  'current-context'?: string
  contexts?: {name: string}[] | null
  clusters?: {name: string}[] | null
  users?: {name: string}[] | null
}

/** A kubeconfig with everything of a cluster in it. */
const whole = (name: string): RawKubeconfig => {
  const entries = [{name: contextOf('sim', name)}]
  return {'current-context': contextOf('sim', name), contexts: entries, clusters: entries, users: entries}
}

/** The commands that take a cluster's context, server and user out of a kubeconfig, as far as they are in it. */
export const removeContextCommands = (
  name: string,
  kubeconfig: string | undefined,
  found: RawKubeconfig = whole(name),
): Command[] => {
  const context = contextOf('sim', name)
  const has = (entries: {name: string}[] | null | undefined): boolean =>
    entries?.some(entry => entry.name === context) === true
  return [
    ...(found['current-context'] === context ? [['unset', 'current-context']] : []),
    ...(has(found.contexts) ? [['delete-context', context]] : []),
    ...(has(found.clusters) ? [['delete-cluster', context]] : []),
    ...(has(found.users) ? [['delete-user', context]] : []),
  ].map(args => kubectlConfig(kubeconfig, args))
}

/** What a kubeconfig has, by name. @throws CommandFailed */
export const viewEntries = async (exec: Exec, kubeconfig: string | undefined): Promise<RawKubeconfig> =>
  JSON.parse((await exec(kubectlConfig(kubeconfig, ['view', '-o', 'json']))).stdout) as RawKubeconfig

/**
 * Has kubectl edit the kubeconfig; while another program has it locked, that is waited for.
 * @throws KubiaError KUBECONFIG_LOCKED and others, with the cluster kept
 */
export const runContextCommands = async (
  exec: Exec,
  name: string,
  kubeconfig: string | undefined,
  commands: readonly Command[],
): Promise<void> => {
  for (const command of commands)
    await editKubeconfig(kubeconfig, async () => {
      try {
        await exec(command)
      } catch (error) {
        if (!(error instanceof CommandFailed)) throw error
        throw kindFailure(error.result.stderr, {cluster: name, engine: command.program})
      }
    })
}

import {join} from 'node:path'
import type {Command} from '../../../process/command.ts'
import type {Exec} from '../../../process/exec.ts'
import {editKubeconfig} from '../../../process/kubeconfig/edit.ts'
import type {Description} from '../../../sim/description/description.ts'
import {contextOf} from '../../provider.ts'
import {simFolder} from './folder.ts'

const kubectlConfig = (kubeconfig: string | undefined, args: readonly string[]): Command => ({
  program: 'kubectl',
  args: [...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]), 'config', ...args],
})

const nameContextCommands = (name: string, kubeconfig: string | undefined): Command[] => {
  const context = contextOf('sim', name)
  return [
    ['set-context', context, `--cluster=${context}`, `--user=${context}`],
    ['use-context', context],
  ].map(args => kubectlConfig(kubeconfig, args))
}

const writeServerCommands = (name: string, server: string, kubeconfig: string | undefined): Command[] => {
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

/** The commands that write a context of a server to a kubeconfig, as `writeContext` does. */
export const writeContextCommands = (name: string, server: string, kubeconfig: string | undefined): Command[] => [
  ...writeServerCommands(name, server, kubeconfig),
  ...nameContextCommands(name, kubeconfig),
]

/** The commands that take a cluster's context, server and user out of a kubeconfig, as `removeContext` does. */
export const removeContextCommands = (name: string, kubeconfig: string | undefined): Command[] => {
  const context = contextOf('sim', name)
  return [
    ['unset', 'current-context'],
    ['delete-context', context],
    ['delete-cluster', context],
    ['delete-user', context],
  ].map(args => kubectlConfig(kubeconfig, args))
}

/** Writes a cluster's server, user and context to the kubeconfig, and makes it the current one. @throws as `editKubeconfig`, with the cluster kept */
export const writeContext = async (
  exec: Exec,
  {name, server, caData, clientCertificateData, clientKeyData}: Description,
  kubeconfig: string | undefined,
): Promise<void> => {
  const context = contextOf('sim', name)
  const cluster = {
    server,
    'certificate-authority-data': caData,
    'certificate-authority': undefined,
    'insecure-skip-tls-verify': undefined,
    'tls-server-name': undefined,
  }
  const user = {
    'client-certificate-data': clientCertificateData,
    'client-certificate': undefined,
    'client-key-data': clientKeyData,
    'client-key': undefined,
  }
  await editKubeconfig(
    exec,
    kubeconfig,
    () => [
      {list: 'clusters', name: context, set: cluster},
      {list: 'users', name: context, set: user},
      {list: 'contexts', name: context, set: {cluster: context, user: context}},
      {current: context},
    ],
    () => writeContextCommands(name, server, kubeconfig),
  )
}

/** Takes a cluster's context, server and user out of all files of the kubeconfig; none of them is fine. @throws as `editKubeconfig` */
export const removeContext = async (exec: Exec, name: string, kubeconfig: string | undefined): Promise<void> => {
  const context = contextOf('sim', name)
  await editKubeconfig(
    exec,
    kubeconfig,
    () => [
      {leave: context},
      {list: 'contexts', name: context, remove: true},
      {list: 'clusters', name: context, remove: true},
      {list: 'users', name: context, remove: true},
    ],
    () => removeContextCommands(name, kubeconfig),
  )
}

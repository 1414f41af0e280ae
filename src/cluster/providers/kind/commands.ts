import type {Command} from '../../../process/command.ts'

const kubeconfigArgs = (kubeconfig: string | undefined): string[] =>
  kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]

/** `kind create cluster` with the configuration on standard input. Failed nodes are kept: kubia itself removes them. */
export const createCommand = (name: string, config: string, kubeconfig?: string): Command => ({
  program: 'kind',
  args: ['create', 'cluster', '--name', name, '--config', '-', '--retain', ...kubeconfigArgs(kubeconfig)],
  input: config,
})

export const deleteCommand = (name: string, kubeconfig?: string): Command => ({
  program: 'kind',
  args: ['delete', 'cluster', '--name', name, ...kubeconfigArgs(kubeconfig)],
})

export const exportCommand = (name: string, kubeconfig?: string): Command => ({
  program: 'kind',
  args: ['export', 'kubeconfig', '--name', name, ...kubeconfigArgs(kubeconfig)],
})

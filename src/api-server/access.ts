import type {Command} from '../process/command.ts'

/** How a cluster is reached. What is undefined is left to kubectl's own rules. */
export interface KubeAccess {
  kubeconfig?: string | undefined
  context?: string | undefined
  namespace?: string | undefined
  /** The server's address, for messages; kubectl takes it from the context. */
  server?: string | undefined
}

/** A kubectl command that names its kubeconfig, context and namespace. */
export const kubectlCommand = (
  {kubeconfig, context, namespace}: KubeAccess,
  args: readonly string[],
  input?: string,
): Command => ({
  program: 'kubectl',
  args: [
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(context === undefined ? [] : ['--context', context]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...args,
  ],
  ...(input === undefined ? {} : {input}),
})

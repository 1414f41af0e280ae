import {createCommand} from '../cluster/kind.ts'
import {KIND_SCHEMA_VERSION} from '../cluster/kind-schema.ts'
import {imageOfVersion} from '../cluster/node-image.ts'
import {kubectlCommand} from '../kube/kubectl.ts'
import {formatCommand, formatScript} from '../process/command.ts'
import {clusterConfig} from '../project/cluster-config.ts'
import type {UpOptions} from './up.ts'

/**
 * What `up` would run, as a script that can be pasted, without asking the machine anything. With `manifestOnly` just
 * the configuration. kubia itself polls the nodes to tell which one is late; `kubectl wait` is the same as one command.
 */
export const planUp = (
  {spec, kubeconfig, wait, switchContext}: UpOptions,
  manifestOnly: boolean,
  timeoutMs: number,
): string => {
  const {kubernetesVersion} = spec.flags
  const config = clusterConfig(
    spec,
    kubernetesVersion === undefined ? undefined : imageOfVersion(kubernetesVersion, KIND_SCHEMA_VERSION, []),
  )
  if (manifestOnly) return config
  const access = {kubeconfig, context: `kind-${spec.name}`}
  const limit = timeoutMs === 0 ? [] : [`--timeout=${Math.round(timeoutMs / 1000)}s`]
  const current = formatCommand(kubectlCommand({kubeconfig}, ['config', 'current-context']))
  const restore = formatCommand(kubectlCommand({kubeconfig}, ['config', 'use-context']))
  return [
    ...(switchContext ? [] : [`previous=$(${current})`]),
    '# creates the nodes; the configuration reaches kind on standard input',
    formatScript(createCommand({name: spec.name, config, kubeconfig})),
    ...(switchContext ? [] : ['# makes the context current again that was before', `${restore} "$previous"`]),
    ...(wait
      ? [
          '# waits for every node',
          formatCommand(kubectlCommand(access, ['wait', '--for=condition=Ready', 'nodes', '--all', ...limit])),
        ]
      : []),
    formatCommand(kubectlCommand(access, ['get', 'nodes'])),
  ].join('\n')
}

import {kubectlCommand} from '../../api-server/kubectl.ts'
import {planCreate, planDelete} from '../../cluster/plan.ts'
import {contextOf} from '../../cluster/provider.ts'
import {formatCommand} from '../../process/command.ts'
import type {UpOptions} from './up-options.ts'

/**
 * What `up` would run, as a script that can be pasted. kubia itself polls the nodes to tell which one is late;
 * `kubectl wait` does the same as one command.
 */
export const planUp = (
  {spec, kubeconfig, wait, switchContext, recreate}: UpOptions,
  versionImage: string | undefined,
  timeoutMs: number,
): string => {
  const access = {kubeconfig, context: contextOf(spec.provider, spec.name)}
  // kubectl's own default is 30 s; a negative one is its word for a week.
  const limit = timeoutMs === 0 ? '--timeout=-1s' : `--timeout=${Math.round(timeoutMs / 1000)}s`
  const kubectlConfig = (...words: string[]): string =>
    formatCommand(kubectlCommand({kubeconfig}, ['config', ...words]))
  return [
    ...(recreate
      ? [
          '# only where a cluster of this name is not what is asked for; its data goes with it',
          ...planDelete(spec.provider, spec.name, kubeconfig).map(line => `# ${line}`),
        ]
      : []),
    ...(switchContext ? [] : [`previous=$(${kubectlConfig('current-context')} 2>/dev/null)`]),
    ...planCreate(spec, versionImage),
    ...(switchContext
      ? []
      : [
          '# makes the context current again that was before, or none',
          `if [ -n "$previous" ]; then ${kubectlConfig('use-context')} "$previous"; else ${kubectlConfig('unset', 'current-context')}; fi`,
        ]),
    ...(wait
      ? [
          '# waits for every node',
          formatCommand(kubectlCommand(access, ['wait', '--for=condition=Ready', 'nodes', '--all', limit])),
        ]
      : []),
    formatCommand(kubectlCommand(access, ['get', 'nodes'])),
  ].join('\n')
}

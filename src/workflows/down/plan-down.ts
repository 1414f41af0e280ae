import {switchCommand} from '../../api-server/kubeconfig.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import {planDelete} from '../../cluster/plan.ts'
import {contextOf, type ProviderName} from '../../cluster/provider.ts'
import {readRecord} from '../../cluster/state.ts'
import {formatCommand} from '../../process/command.ts'

/** The beginning of a line that is for a kubeconfig without a current context. */
const currentOr = (kubeconfig: string | undefined): string =>
  `[ -n "$(${formatCommand(kubectlCommand({kubeconfig}, ['config', 'current-context']))} 2>/dev/null)" ] || `

/** What `down` would run, as a script that can be pasted. The context to give back is the one on record. */
export const planDown = (
  clusters: readonly {name: string; provider: ProviderName}[],
  kubeconfig: string | undefined,
): string =>
  clusters
    .flatMap(({name, provider}) => {
      const record = readRecord(name)
      const file = kubeconfig ?? record?.kubeconfig
      const previous = record?.previousContext
      return [
        ...planDelete(provider, name, file),
        ...(previous
          ? [
              `${currentOr(file)}${formatCommand(switchCommand({kubeconfig: file, context: previous}))}     # the one before ${contextOf(provider, name)}`,
            ]
          : []),
      ]
    })
    .join('\n')

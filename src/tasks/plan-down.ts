import {planDelete} from '../cluster/plan.ts'
import {contextOf, type ProviderName} from '../cluster/provider.ts'
import {readRecord} from '../cluster/state.ts'
import {switchCommand} from '../kube/kubeconfig.ts'
import {formatCommand} from '../process/command.ts'

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
              `${formatCommand(switchCommand({kubeconfig: file, context: previous}))}     # if ${contextOf(provider, name)} is current`,
            ]
          : []),
      ]
    })
    .join('\n')

import {deleteCommand} from '../cluster/kind.ts'
import {readRecord} from '../cluster/state.ts'
import {switchCommand} from '../kube/kubeconfig.ts'
import {formatCommand} from '../process/command.ts'

/** What `down` would run, as a script that can be pasted. The context to give back is the one on record. */
export const planDown = (names: readonly string[], kubeconfig: string | undefined): string =>
  names
    .flatMap(name => {
      const record = readRecord(name)
      const file = kubeconfig ?? record?.kubeconfig
      const previous = record?.previousContext
      return [
        formatCommand(deleteCommand(name, file)),
        ...(previous
          ? [`${formatCommand(switchCommand({kubeconfig: file, context: previous}))}     # if kind-${name} is current`]
          : []),
      ]
    })
    .join('\n')

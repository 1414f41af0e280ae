import {formatCommand, formatScript} from '../process/command.ts'
import {createCommand, deleteCommand} from './kind.ts'
import type {ClusterPlan, ProviderName} from './provider.ts'
import {deleteByHand, planWords, startCommand} from './sim/commands.ts'
import {removeContextCommands, writeContextCommands} from './sim/context.ts'

/** What a provider does, as lines of a script that can be pasted; nothing on the machine is asked for it. */
interface Script {
  create: (plan: ClusterPlan, versionImage: string | undefined) => string[]
  delete: (name: string, kubeconfig: string | undefined) => string[]
}

const SCRIPTS: Readonly<Record<ProviderName, Script>> = {
  kind: {
    create: (plan, versionImage) => [
      '# creates the nodes; the configuration reaches kind on standard input',
      formatScript(createCommand(plan.name, plan.kindConfig(versionImage), plan.kubeconfig)),
    ],
    delete: (name, kubeconfig) => [formatCommand(deleteCommand(name, kubeconfig))],
  },
  sim: {
    create: plan => [
      '# starts the simulated cluster in the background; it says where it listens',
      `server=$(${formatCommand(startCommand(plan.name, planWords(plan)))} | sed 's/.*"server":"\\([^"]*\\)".*/\\1/')`,
      ...writeContextCommands(plan.name, '$server', plan.kubeconfig)
        .map(formatCommand)
        // The shell is to fill the address in.
        .map(line => line.replace("'--server=$server'", '"--server=$server"')),
    ],
    delete: (name, kubeconfig) => [deleteByHand(name), ...removeContextCommands(name, kubeconfig).map(formatCommand)],
  },
}

/** The commands that create a cluster. @param versionImage the node image that a Kubernetes version came down to */
export const planCreate = (provider: ProviderName, plan: ClusterPlan, versionImage: string | undefined): string[] =>
  SCRIPTS[provider].create(plan, versionImage)

/** The commands that delete a cluster and its context. */
export const planDelete = (provider: ProviderName, name: string, kubeconfig: string | undefined): string[] =>
  SCRIPTS[provider].delete(name, kubeconfig)

import {formatCommand, formatScript, quoteWord} from '../process/command.ts'
import type {ClusterSpec, ConfigFields} from './cluster-spec.ts'
import {contextOf, type ProviderName} from './provider.ts'
import {importCommand, saveCommand} from './providers/common/images/commands.ts'
import {isArchiveWord} from './providers/common/images/read-archive.ts'
import {kindConfig, wholeConfig} from './providers/kind/config/kind-config.ts'
import {createCommand, deleteCommand} from './providers/kind/provider.ts'
import {specWords, startCommand, stopCommand} from './providers/sim/commands.ts'
import {removeContextCommands, writeContextCommands} from './providers/sim/context.ts'

/** What a provider does, as lines of a script that can be pasted; nothing on the machine is asked for it. */
interface Script {
  /** All that the configuration of such a cluster says: what a later run is compared with. */
  config: (spec: ClusterSpec) => ConfigFields
  create: (spec: ClusterSpec, versionImage: string | undefined) => string[]
  delete: (name: string, kubeconfig: string | undefined) => string[]
  /** @param words images and archives */
  load: (name: string, words: readonly string[]) => string[]
}

/**
 * Brings images to all nodes, since which of them lack one is found out only by asking them.
 * @param word an image or an archive
 */
const importLine = (word: string): string => {
  const into = formatCommand(importCommand('docker', '$node', [])).replace("'$node'", '"$node"')
  if (!isArchiveWord(word)) return `  ${formatCommand(saveCommand('docker', word))} | ${into}`
  return /\.(?:tgz|gz)$/i.test(word) ? `  gzip -dc ${quoteWord(word)} | ${into}` : `  ${into} < ${quoteWord(word)}`
}

/** The beginning of a line that is for a current context only. */
const ifCurrent = (provider: ProviderName, name: string, kubeconfig: string | undefined): string => {
  const flags = kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]
  const ask = formatCommand({program: 'kubectl', args: [...flags, 'config', 'current-context']})
  return `[ "$(${ask} 2>/dev/null)" != ${contextOf(provider, name)} ] || `
}

const SCRIPTS: Readonly<Record<ProviderName, Script>> = {
  kind: {
    config: spec => wholeConfig(spec),
    create: (spec, versionImage) => [
      '# creates the nodes; the configuration reaches kind on standard input',
      formatScript(createCommand(spec.name, kindConfig(spec, versionImage), spec.kubeconfig)),
    ],
    delete: (name, kubeconfig) => [formatCommand(deleteCommand(name, kubeconfig))],
    load: (name, words) => [
      `for node in $(kind get nodes --name ${quoteWord(name)}); do`,
      ...words.map(importLine),
      'done',
    ],
  },
  sim: {
    config: ({config}) => config?.fields ?? {},
    create: spec => [
      '# starts the simulated cluster in the background; it says where it listens',
      `server=$(${formatCommand(startCommand(spec.name, specWords(spec)))} | sed 's/.*"server":"\\([^"]*\\)".*/\\1/')`,
      ...writeContextCommands(spec.name, '$server', spec.kubeconfig)
        .map(formatCommand)
        // The shell is to fill the address in.
        .map(line => line.replace("'--server=$server'", '"--server=$server"')),
    ],
    delete: (name, kubeconfig) => [
      formatCommand(stopCommand(name)),
      ...removeContextCommands(name, kubeconfig).map(command => {
        const line = formatCommand(command)
        // As kind does: a context that is current is left, another one stays.
        return command.args.includes('unset') ? `${ifCurrent('sim', name, kubeconfig)}${line}` : line
      }),
    ],
    load: () => ['# simulated nodes download nothing: every image is there as it is'],
  },
}

/** All that the configuration of a cluster says, flags included: what a later run is compared with. */
export const configFields = (spec: ClusterSpec): ConfigFields => SCRIPTS[spec.provider].config(spec)

/** The commands that create a cluster. @param versionImage the node image that a Kubernetes version came down to */
export const planCreate = (spec: ClusterSpec, versionImage: string | undefined): string[] =>
  SCRIPTS[spec.provider].create(spec, versionImage)

/** The commands that delete a cluster and its context. */
export const planDelete = (provider: ProviderName, name: string, kubeconfig: string | undefined): string[] =>
  SCRIPTS[provider].delete(name, kubeconfig)

/** The commands that bring images and archives to the nodes of a cluster. Reads nothing. */
export const planLoad = (provider: ProviderName, name: string, words: readonly string[]): string[] =>
  SCRIPTS[provider].load(name, words)

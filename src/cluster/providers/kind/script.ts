import {formatCommand, formatScript, quoteWord} from '../../../process/command.ts'
import type {ProviderScript} from '../../provider.ts'
import {restartKubeletCommand, startCommand} from '../common/containers.ts'
import {importCommand, saveCommand} from '../common/images/commands.ts'
import {isArchiveWord} from '../common/images/read-archive.ts'
import {createCommand, deleteCommand, exportCommand} from './commands.ts'
import {kindConfig} from './config/kind-config.ts'

/**
 * Brings images to all nodes, since which of them lack one is found out only by asking them.
 * @param word an image or an archive
 */
const importLine = (engine: string, word: string): string => {
  const into = formatCommand(importCommand(engine, '$node', [])).replace("'$node'", '"$node"')
  if (!isArchiveWord(word)) return `  ${formatCommand(saveCommand(engine, word))} | ${into}`
  return /\.(?:tgz|gz)$/i.test(word) ? `  gzip -dc ${quoteWord(word)} | ${into}` : `  ${into} < ${quoteWord(word)}`
}

/** What kind and the container engine do. @param engine its program: `docker` */
export const kindScript = (engine: string): ProviderScript => ({
  create: (spec, versionImage) => [
    '# creates the nodes; the configuration reaches kind on standard input',
    formatScript(createCommand(spec.name, kindConfig(spec, versionImage), spec.kubeconfig)),
  ],
  delete: (name, kubeconfig) => [formatCommand(deleteCommand(name, kubeconfig))],
  start: (_name, nodes) => [formatCommand(startCommand(engine, nodes))],
  restartKubelets: (_name, nodes) => nodes.map(node => formatCommand(restartKubeletCommand(engine, node))),
  context: (name, kubeconfig) => [formatCommand(exportCommand(name, kubeconfig))],
  load: (name, words) => [
    `for node in $(kind get nodes --name ${quoteWord(name)}); do`,
    ...words.map(word => importLine(engine, word)),
    'done',
  ],
})

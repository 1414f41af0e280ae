import {formatCommand, formatScript, quoteWord} from '../../../process/command.ts'
import type {ImageRegistry} from '../../image-registry.ts'
import type {ProviderScript} from '../../provider.ts'
import {isArchiveWord} from '../common/images/archive-word.ts'
import {importCommand, saveCommand} from '../common/images/commands.ts'
import {restartKubeletCommands, startCommands, stopContainersCommand, stopGroups} from '../common/power-commands.ts'
import {leadCommand} from '../common/registry/commands.ts'
import {createCommand, deleteCommand, exportCommand} from './commands.ts'
import {kindConfig} from './config/kind-config.ts'
import {leadToEngineLines} from './engine-server.ts'
import {markCommands} from './mark-control-planes.ts'

/** Brings an image, or the images of an archive, to the node `$node`. */
const importLine = (engine: string, source: string): string => {
  const into = formatCommand(importCommand(engine, '$node', [])).replace("'$node'", '"$node"')
  if (!isArchiveWord(source)) return `  ${formatCommand(saveCommand(engine, source))} | ${into}`
  const file = quoteWord(source)
  return /\.(?:tgz|gz)$/i.test(source) ? `  gzip -dc ${file} | ${into}` : `  ${into} < ${file}`
}

/** Leads the nodes of a cluster to a registry, whichever there are. */
export const leadAllLines = (
  engine: string,
  cluster: string,
  registry: Pick<ImageRegistry, 'name' | 'port'>,
): string[] => [
  `for node in $(kind get nodes --name ${quoteWord(cluster)}); do`,
  `  ${formatCommand(leadCommand(engine, '$node', registry)).replace("'$node'", '"$node"')}`,
  'done',
]

/** What kind and the container engine do. @param engine its program: `docker` */
export const kindScript = (engine: string): ProviderScript => ({
  create: (spec, versionImage) => [
    '# creates the nodes; the configuration reaches kind on standard input',
    formatScript(createCommand(spec.name, kindConfig(spec, versionImage), spec.kubeconfig)),
    ...leadToEngineLines(spec.name, spec.kubeconfig),
  ],
  delete: (name, kubeconfig) => [formatCommand(deleteCommand(name, kubeconfig))],
  stop: (cluster, nodes) =>
    stopGroups(cluster, nodes).map(group => formatCommand(stopContainersCommand(engine, group))),
  start: (cluster, nodes) => startCommands(engine, cluster, nodes).map(formatCommand),
  restartKubelets: ({nodes}, names) =>
    nodes
      .filter(({name}) => names.includes(name))
      .flatMap(node => restartKubeletCommands(engine, node).map(formatCommand)),
  markControlPlanes: (cluster, names) => markCommands(engine, cluster, names).map(formatCommand),
  context: (name, kubeconfig) => [
    formatCommand(exportCommand(name, kubeconfig)),
    ...leadToEngineLines(name, kubeconfig),
  ],
  load: (name, sources, nodes) => [
    `for node in ${nodes.length === 0 ? `$(kind get nodes --name ${quoteWord(name)})` : nodes.map(quoteWord).join(' ')}; do`,
    ...sources.map(source => importLine(engine, source)),
    'done',
  ],
})

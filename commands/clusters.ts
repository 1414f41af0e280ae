import {viewKubeconfig} from '../src/api-server/kubeconfig.ts'
import {kubeconfigFlag, outputFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {describeClusters} from '../src/cluster/overview.ts'
import {listClusters} from '../src/cluster/registry.ts'
import {newerRecord, recordedProviders} from '../src/cluster/state.ts'
import {type ClustersFormat, printClusters} from '../src/printers/clusters.ts'

export default class Clusters extends KubiaCommand {
  static override summary = 'list the local clusters: nodes, version, age, and which one is current'
  static override examples = ['<%= config.bin %> clusters', '<%= config.bin %> clusters -o name']
  static override flags = {...kubeconfigFlag, ...outputFlag(['wide', 'json', 'yaml', 'name'] as const)}

  async run(): Promise<void> {
    const {flags} = await this.parse(Clusters)
    const run = this.begin(flags)
    const [{clusters: found, unusable}, view] = await Promise.all([
      listClusters(run.exec, undefined, recordedProviders()),
      viewKubeconfig(run.exec, flags.kubeconfig),
    ])
    if (unusable && found.length === 0) throw unusable.problem
    if (unusable) this.reporter.note(`${unusable.problem.message.split('\n')[0]}  [${unusable.problem.code}]`, 'warn')
    for (const {cluster} of found)
      for (const fault of [cluster.fault, newerRecord(cluster.name)])
        if (fault) this.reporter.note(`${fault.message}  [${fault.code}]`, 'warn')
    const clusters = describeClusters(
      found.map(({cluster}) => cluster),
      view.current,
    )
    if (clusters.length === 0 && flags.output === undefined) this.reporter.note('No clusters found.')
    this.print(printClusters(clusters, flags.output as ClustersFormat | undefined, Date.now()))
  }
}

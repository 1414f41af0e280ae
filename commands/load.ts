import {accessFlags, dryRunFlags, outputFlag, progressFlags, timeoutFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {kubernetesNodes} from '../src/cluster/provider.ts'
import {kubiaAdvice} from '../src/errors/advice.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {type LoadFormat, printLoaded} from '../src/printers/load.ts'
import {counted} from '../src/text/counted.ts'
import {checkRunning, chooseCluster, clusterForPlan} from '../src/workflows/choose-cluster.ts'
import {load} from '../src/workflows/load.ts'
import {preflightToFind} from '../src/workflows/up/preflight.ts'

export default class Load extends KubiaCommand {
  static override summary = 'put images of this machine, or archives of images, on all nodes of a local cluster'
  static override description =
    'A node that already has exactly this image is left alone; an image that was rebuilt under the same name is loaded again. An image is read once and goes to all nodes side by side, with nothing written to disk. A word that ends in .tar, .tar.gz or .tgz, or begins with ./ or /, is an archive file.'
  static override examples = [
    '<%= config.bin %> load app:dev',
    '<%= config.bin %> load app:dev worker:dev --name shop',
    '<%= config.bin %> load ./images.tar.gz',
  ]
  static override args = {
    image: Args.string({
      description: 'images of the container engine, and archive files',
      ignoreStdin: true,
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    name: Flags.string({
      helpValue: 'CLUSTER',
      description: "the cluster; default is KIND_CLUSTER_NAME, then the current context's, then kubia",
    }),
    ...accessFlags,
    ...timeoutFlag('10m'),
    ...dryRunFlags,
    ...outputFlag(['json', 'yaml', 'name'] as const),
    ...progressFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Load)
    const images = [...new Set(args.image)]
    if (flags.name !== undefined && flags.context !== undefined)
      throw usageError('--name and --context cannot be used together: both name the cluster')
    const run = this.begin(flags)
    if (flags['dry-run'] === 'client') {
      const plan = await this.planWorkflow(async flow => {
        const {target, isThere} = await clusterForPlan(flow, {...flags, images})
        return load(isThere ? flow : flow.onEmptyCluster(), target, images)
      }, run)
      return plan.script === '' ? this.reporter.say('Nothing to load', 'ok') : this.print(plan.script)
    }

    const local = await preflightToFind(run, 'load', flags.kubeconfig, () =>
      chooseCluster(run.exec, {...flags, images}),
    )
    checkRunning(local)
    const {cluster, provider} = local
    const nodes = counted(kubernetesNodes(cluster).length, 'node')
    this.reporter.say(`kubia load · cluster ${cluster.name} · ${nodes} · ${provider.versions}`)
    const again = kubiaAdvice(['load', ...images, '--name', cluster.name])
    const loaded = await this.runWorkflow(flow => load(flow, local, images), run, {again})
    this.print(printLoaded(cluster, loaded, flags.output as LoadFormat | undefined))
  }
}

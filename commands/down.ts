import {confirmDown} from '../src/cli/confirm.ts'
import {dryRunFlags, kubeconfigFlag, outputFlag, progressFlags, timeoutFlag} from '../src/cli/flags.ts'
import {isInteractive} from '../src/cli/interactive.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {readClusterName} from '../src/cli/read-cluster-spec.ts'
import {REGISTRY_WORD} from '../src/cluster/image-registry.ts'
import type {LocalCluster} from '../src/cluster/provider.ts'
import {PROVIDERS} from '../src/cluster/providers/index.ts'
import {kubiaAdvice} from '../src/errors/advice.ts'
import {KubiaError, usageError} from '../src/errors/kubia-error.ts'
import type {Line} from '../src/printers/advice.ts'
import {type DownFormat, printDown} from '../src/printers/down.ts'
import {clusterName} from '../src/project/cluster-spec.ts'
import type {Look} from '../src/workflow/workflow.ts'
import {down} from '../src/workflows/down/down.ts'
import {type DownTarget, findTargets, refuseContexts} from '../src/workflows/down/find-targets.ts'
import {findUnnamed, type Unnamed} from '../src/workflows/down/find-unnamed.ts'
import {isRegistryWord} from '../src/workflows/down/remove-registry.ts'
import {preflightToFind} from '../src/workflows/up/preflight.ts'

export default class Down extends KubiaCommand {
  static override summary = 'delete clusters, and show that nothing of them is left'
  static override description =
    'A cluster that kubia made is deleted without a question; one that it did not make needs its name and --yes. The context that was current before `up` becomes current again. Nothing there is success. Without a name, KIND_CLUSTER_NAME, the cluster of --config or kubia is meant, in this order, whatever context is current.'
  static override examples = [
    '<%= config.bin %> down',
    '<%= config.bin %> down shop test',
    '<%= config.bin %> down --config kind.yaml',
    '<%= config.bin %> down --all --yes',
    '<%= config.bin %> down shop --registry',
    '<%= config.bin %> down registry/kubia-registry',
  ]
  static override args = {
    name: Args.string({
      description:
        "the clusters' names; default is KIND_CLUSTER_NAME, the config's, or kubia; registry/kubia-registry, alone, removes the registry and no cluster",
      ignoreStdin: true,
      multiple: true,
    }),
  }
  static override flags = {
    all: Flags.boolean({description: 'delete all clusters that kubia made'}),
    config: Flags.string({helpValue: 'FILE', description: 'the kind config of the cluster, or - for standard input'}),
    registry: Flags.boolean({description: 'remove the registry that `up --registry` made too, with its images'}),
    yes: Flags.boolean({char: 'y', description: 'answer the question with yes'}),
    provider: Flags.option({
      options: PROVIDERS,
      description: "what made the clusters; default is what kubia's record says",
    })(),
    ...timeoutFlag('5m'),
    ...kubeconfigFlag,
    ...dryRunFlags,
    ...outputFlag(['json', 'yaml', 'name'] as const),
    ...progressFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Down)
    const words = args.name ?? []
    const given = words.filter(word => !isRegistryWord(word))
    const named = given.length < words.length
    const registry = flags.registry || named
    if (flags.all && given.length > 0) throw usageError('names and --all cannot be used together')
    if (flags.all && flags.config !== undefined) throw usageError('--config and --all cannot be used together')
    const names = [...new Set(given.map(name => clusterName(name, undefined)))]
    const run = this.begin(flags)
    const unnamed = await readClusterName(run, given.length > 0 ? undefined : flags.config)
    const {kubeconfig, provider} = flags
    const warn = (lines: readonly Line[]): void => this.reporter.note(lines, 'warn')
    const find = async (look: Look): Promise<Unnamed> => {
      const searching = {exec: run.exec, look, warn, kubeconfig}
      if (flags.all || given.length > 0)
        return {targets: await findTargets(searching, flags.all ? 'all' : names, provider)}
      if (named && flags.config === undefined) return {targets: []}
      return findUnnamed(searching, unnamed, provider, kubeconfig)
    }
    const targetsOf = ({targets, current}: Unnamed): readonly DownTarget[] => {
      if (current) this.#pointAt(unnamed, current, flags.yes)
      return targets
    }
    if (flags['dry-run'] === 'client') {
      const {script} = await this.planWorkflow(
        async flow => down(flow, {targets: targetsOf(await find(flow.look)), kubeconfig, registry}),
        run,
      )
      return script === '' ? this.reporter.say('Nothing to remove', 'ok') : this.print(script)
    }

    const targets = targetsOf(await preflightToFind(run, 'down', kubeconfig, () => find(ask => ask())))
    if (given.length > 0) await refuseContexts(run.exec, targets, kubeconfig)
    this.repeatAsTyped({command: 'down', names: targets.map(({name}) => name)})
    await confirmDown(targets, flags.all, flags.yes, run)

    run.log.open()
    const again = kubiaAdvice(['down', ...targets.map(({name}) => name), ...(registry ? [REGISTRY_WORD] : [])])
    const result = await this.runWorkflow(flow => down(flow, {targets, kubeconfig, registry}), run, {again})
    const {restored, removed, registry: gone} = result
    this.print(printDown(result, flags.output as DownFormat | undefined))
    if (removed.length === 0 && gone === undefined) return this.reporter.say('Nothing to remove', 'ok')
    const context = restored ? ` · context ${restored} again` : ''
    this.reporter.say(`Down in ${(run.elapsedMs / 1000).toFixed(1)}s${context}`, 'ok')
  }

  /**
   * Says that the current cluster is another one than the one that is meant without a name. Somebody at a terminal is
   * asked to name it; a script, whose clean-up may run before anything was made, goes on.
   * @throws KubiaError NOT_FOUND
   */
  #pointAt(meant: string, {name}: LocalCluster, yes: boolean): void {
    const missing = `no cluster ${meant}`
    if (yes || !isInteractive()) return this.reporter.note(`${missing}; the current one, ${name}, stays`, 'warn')
    throw new KubiaError('NOT_FOUND', `${missing}; the current one is ${name}`, {fix: [kubiaAdvice(['down', name])]})
  }
}

import {Args, Flags} from '@oclif/core'
import {confirmDown} from '../src/cli/confirm.ts'
import {dryRunFlags, kubeconfigFlag, progressFlags, timeoutFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {PROVIDERS} from '../src/cluster/providers/index.ts'
import {providerOfName} from '../src/cluster/registry.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {clusterName} from '../src/project/cluster-spec.ts'
import {type DownResult, downTasks, findTargets, refuseContexts} from '../src/workflows/down/down.ts'
import {planDown} from '../src/workflows/down/plan-down.ts'
import {preflightToFind} from '../src/workflows/up/preflight.ts'

export default class Down extends KubiaCommand {
  static override summary = 'delete clusters, and show that nothing of them is left'
  static override description =
    'A cluster that kubia made is deleted without a question; one that it did not make needs its name and --yes. The context that was current before `up` becomes current again. Nothing there is success.'
  static override examples = [
    '<%= config.bin %> down',
    '<%= config.bin %> down shop test',
    '<%= config.bin %> down --all --yes',
  ]
  static override args = {
    name: Args.string({
      description: "the clusters' names; default is KIND_CLUSTER_NAME, or kubia",
      ignoreStdin: true,
      multiple: true,
    }),
  }
  static override flags = {
    all: Flags.boolean({description: 'delete all clusters that kubia made'}),
    yes: Flags.boolean({char: 'y', description: 'answer the question with yes'}),
    provider: Flags.option({
      options: PROVIDERS,
      description: "what made the clusters; default is what kubia's record says",
    })(),
    ...timeoutFlag('5m'),
    ...kubeconfigFlag,
    ...dryRunFlags,
    ...progressFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Down)
    const given = args.name ?? []
    if (flags.all && given.length > 0) throw usageError('names and --all can not be used together')
    const names =
      given.length > 0
        ? [...new Set(given.map(name => clusterName(name, undefined)))]
        : [clusterName(undefined, undefined)]
    const run = this.begin(flags)
    if (flags['dry-run'] === 'client' && !flags.all) {
      const planned = names.map(name => ({name, provider: flags.provider ?? providerOfName(name)}))
      return this.print(planDown(planned, flags.kubeconfig))
    }

    const targets = await preflightToFind(run, 'down', flags.kubeconfig, () =>
      findTargets(run.exec, flags.all ? 'all' : names, flags.provider, lines => this.reporter.note(lines, 'warn')),
    )
    if (flags['dry-run'] === 'client')
      return this.print(
        planDown(
          targets.map(({name, provider}) => ({name, provider: provider.name})),
          flags.kubeconfig,
        ),
      )
    if (given.length > 0) await refuseContexts(run.exec, targets, flags.kubeconfig)
    this.repeatOwnWords({command: 'down', names: targets.map(({name}) => name)})
    await confirmDown(targets, flags.all, flags.yes, run.signal)

    run.keepLog()
    const again = `${this.config.bin} down ${targets.map(({name}) => name).join(' ')}`
    const result: DownResult = {removed: [], restored: ''}
    await this.perform(run, downTasks(run, targets, flags.kubeconfig, result), {
      keepGoing: true,
      again,
    })
    this.print(result.removed.join('\n'))
    if (result.removed.length === 0) return this.reporter.say('Nothing to remove', 'ok')
    const context = result.restored ? ` · context ${result.restored} again` : ''
    this.reporter.say(`Down in ${(run.elapsedMs / 1000).toFixed(1)}s${context}`, 'ok')
  }
}

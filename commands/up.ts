import {resolveContext} from '../src/api-server/kubeconfig.ts'
import type {Place} from '../src/api-server/objects.ts'
import {serverVersion} from '../src/api-server/server-version.ts'
import {createFacts} from '../src/checks/facts.ts'
import {inGroup} from '../src/cli/flag-groups.ts'
import {
  configFlag,
  dryRunFlags,
  kubeconfigFlag,
  outputFlag,
  progressFlags,
  providerFlag,
  timeoutFlag,
} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {loadStatus, type StatusRequest} from '../src/cli/load-status.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {offerProvider} from '../src/cli/offer-provider.ts'
import {readApp} from '../src/cli/read-app.ts'
import {readClusterSpec} from '../src/cli/read-cluster-spec.ts'
import {shapeFlags} from '../src/cli/shape-flags.ts'
import {renderStatus, statusStyle} from '../src/cli/status-view.ts'
import {lockCluster} from '../src/cluster/cluster-lock.ts'
import type {ClusterSpec} from '../src/cluster/cluster-spec.ts'
import {versionOf} from '../src/cluster/node-image.ts'
import {contextOf, kubernetesNodes} from '../src/cluster/provider.ts'
import {upAdvice} from '../src/cluster/providers/index.ts'
import {makingOf} from '../src/cluster/providers/making.ts'
import type {LocalClusterOf} from '../src/cluster/registry.ts'
import {type Advice, kubiaAdvice} from '../src/errors/advice.ts'
import {isTrue} from '../src/kubernetes/conditions.ts'
import {printObjects} from '../src/printers/objects.ts'
import {widthOf} from '../src/printers/style.ts'
import {printPlan, printUp, publishedLines, type UpFormat} from '../src/printers/up.ts'
import type {Run} from '../src/process/run.ts'
import {visible} from '../src/text/visible.ts'
import type {Workflow} from '../src/workflow/workflow.ts'
import {askNodesOf} from '../src/workflows/local-nodes.ts'
import {runApp} from '../src/workflows/up/app.ts'
import {describeLacking} from '../src/workflows/up/lacking.ts'
import {up} from '../src/workflows/up/up.ts'
import type {UpResult} from '../src/workflows/up/up-options.ts'

/** What the last lines say, beside what was done. */
interface Conclusion {
  urls: readonly string[]
  /** Lines on published ports. */
  published: readonly string[]
  app: string | undefined
  switched: boolean
  /** What is to be done next, where it is not to deploy something. */
  next?: Advice[]
}

export default class Up extends KubiaCommand {
  static override summary = 'create a multi-node cluster and wait until every node is Ready'
  static override description =
    'Running it again changes nothing. A cluster that exists and is not what was asked for is left as it is (exit 4), but for --recreate. What an interrupted run left is removed, stopped nodes are started, paused ones resumed, and a context that is gone is written again.'
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up shop --workers 3 -p 8080:30080',
    '<%= config.bin %> up --config kind.yaml',
    '<%= config.bin %> up --app museopkim/kubia --app-port 8080 --replicas 3 --expose',
    '<%= config.bin %> up --dry-run',
  ]
  static override args = {
    name: Args.string({
      description: "the cluster's name; default is KIND_CLUSTER_NAME, the config's, or kubia",
      ignoreStdin: true,
    }),
  }
  static override flags = {
    ...shapeFlags,
    ...configFlag,
    ...providerFlag,
    ...inGroup('app', {
      app: Flags.string({helpValue: '[NAME=]IMAGE', description: 'deploy this image when the cluster is ready'}),
      'app-port': Flags.string({helpValue: 'PORT', description: 'the port that the app listens on'}),
      replicas: Flags.string({helpValue: 'N', description: 'how many pods of the app'}),
      expose: Flags.boolean({description: 'give the app a LoadBalancer service, and show the URL that answers'}),
    }),
    ...inGroup('run', {
      wait: Flags.boolean({allowNo: true, default: true, description: 'wait until every node is Ready'}),
      retain: Flags.boolean({description: 'keep what was made when the run fails'}),
      recreate: Flags.boolean({
        description: 'delete a cluster that differs from what is asked for, with its data, and create it again',
      }),
      'switch-context': Flags.boolean({
        allowNo: true,
        default: true,
        description: "make the cluster's context the current one",
      }),
    }),
    ...timeoutFlag('10m'),
    ...kubeconfigFlag,
    ...dryRunFlags,
    ...outputFlag(['wide', 'json', 'yaml', 'name'] as const),
    ...progressFlags,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Up)
    const run = this.begin(flags)
    const stated = await readClusterSpec(run, args.name, flags, line => this.reporter.note(line))
    const isAsked = flags.provider === undefined && flags.config !== '-' && flags['dry-run'] !== 'client'
    const {provider: assumed, kubeconfig} = stated
    const facts = createFacts(run.exec, {provider: assumed, kubeconfig, spec: stated, signal: run.signal})
    const provider = isAsked ? await offerProvider(run, stated, facts) : undefined
    const spec = provider ? await readClusterSpec(run, args.name, {...flags, provider}, () => {}) : stated
    const named = readApp(flags)
    const placeAdvice = this.repeatAsTyped({command: 'up', names: [spec.name]})
    const options = {
      spec,
      ...(!provider && {facts}),
      wait: flags.wait,
      retain: flags.retain,
      switchContext: flags['switch-context'],
      recreate: flags.recreate,
      placeAdvice,
      app: named,
    }
    const place: Place = {
      kubeconfig: flags.kubeconfig,
      context: contextOf(spec.provider, spec.name),
      namespace: 'default',
    }
    const app = named && {...named, place, wait: flags.wait}
    const workflow = async (flow: Workflow, lock?: Promise<unknown>) => {
      const result = await up(flow, {...options, ...(lock && {lock})})
      const inside = result.created ? flow.onEmptyCluster() : flow
      return {...result, app: app && (await runApp(inside, {...app, brought: result.brought, cluster: result}))}
    }
    if (flags['dry-run'] === 'client') {
      const {text} = await makingOf(spec.provider).plan(run.exec, spec)
      // The configuration alone needs no look at what there is.
      const isScript = flags.output === undefined || flags.output === 'wide'
      const script = isScript ? (await this.planWorkflow(flow => workflow(flow), run)).script : ''
      return this.print(printPlan(flags.output, {name: spec.name, config: text, script}))
    }

    run.log.open()
    // At once, before what draws the steps is loaded: until then a `down` finds nothing of this run to wait for.
    const lock = lockCluster(run, spec.name, 'up')
    lock.catch(() => {}) // The preflight waits for it, and fails where it does.
    const again = upAdvice(spec.provider, spec.name)
    const result = await this.runWorkflow(flow => workflow(flow, lock), run, {again})
    const changed = result.changed || result.app?.changed === true
    const format = flags.output as UpFormat | undefined
    const urls = [result.app?.url].filter(url => url !== undefined)
    if (app && (format === undefined || format === 'wide'))
      this.printStyled(
        [await this.#view(run, place, result, format === 'wide' || 'fitting'), ...urls.map(visible)].join('\n'),
      )
    else {
      const table = (wide: boolean): string =>
        printObjects(result.nodes, {
          wide,
          now: Date.now(),
          serverVersion: {major: 1, minor: 0},
          width: widthOf(process.stdout),
        })
      const version = versionOf(result.cluster)
      const ready = result.nodes.every(({status}) => isTrue(status?.conditions, 'Ready'))
      const nodeNames = kubernetesNodes(result.cluster).map(({name}) => name)
      this.print(
        printUp({...result, nodeNames, changed, ready, version, urls}, spec.name, flags.kubeconfig, format, table),
      )
    }
    const published = flags.publish ? publishedLines(result.cluster) : []
    for (const lacking of result.lacking) this.reporter.note(`no pod can run yet: ${describeLacking(lacking)}`, 'warn')
    this.#conclude(
      run.elapsedMs,
      spec,
      {...result, changed},
      {
        urls,
        published,
        app: app?.spec.name,
        switched: options.switchContext,
        ...(result.lacking.length > 0 && {
          next: [
            'install a CNI, as its own guide says',
            placeAdvice({...again, comment: 'waits until every node is Ready'}),
          ],
        }),
      },
    )
  }

  /** What `status` prints. */
  async #view(run: Run, place: Place, local: LocalClusterOf, wide: StatusRequest['wide']): Promise<string> {
    const context = await resolveContext(run.exec, place)
    const request: StatusRequest = {
      context,
      access: {kubeconfig: place.kubeconfig, context: context.name},
      scope: {namespace: place.namespace, allNamespaces: false},
      target: [],
      wide,
      tree: false,
      withHealth: true,
      askNodes: askNodesOf(run.exec, {kubeconfig: place.kubeconfig, context: context.name}, local),
    }
    const [version, data] = await Promise.all([serverVersion(run.exec, request.access), loadStatus(run.exec, request)])
    return renderStatus(data, request, version, statusStyle())
  }

  #conclude(
    elapsedMs: number,
    {name, provider}: ClusterSpec,
    {changed, previousContext}: Pick<UpResult, 'changed' | 'previousContext'>,
    {urls, published, app, switched, next}: Conclusion,
  ): void {
    const seconds = (elapsedMs / 1000).toFixed(elapsedMs < 10_000 ? 1 : 0)
    for (const line of published) this.reporter.say(line)
    for (const url of urls) this.reporter.say(`The app answers at ${url}`)
    if (!changed) {
      this.reporter.say(`Nothing to do (${seconds}s)`, 'ok')
      if (next) this.reporter.say({label: 'next', advice: next})
      return
    }
    const before = previousContext || 'none'
    const own = contextOf(provider, name)
    const context = switched
      ? `context ${own}${before === own ? '' : ` (was: ${before})`}`
      : `context ${before}, as before; reach it with --context ${own}`
    this.reporter.say(`Up in ${seconds}s · ${context}`, 'ok')
    const argument = name === 'kubia' ? [] : [name]
    const words = app
      ? ['logs', `deployment/${app}`, '-f']
      : ['deploy', 'kubia', '--image', 'museopkim/kubia', '--port', '8080']
    this.reporter.say({
      label: 'next',
      advice: next ?? [kubiaAdvice(words), kubiaAdvice(['status', '-o', 'wide']), kubiaAdvice(['down', ...argument])],
    })
  }
}

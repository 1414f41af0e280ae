import {type NodeTrouble, troubleOf} from '../src/api-server/diagnosis/nodes.ts'
import {inPlace} from '../src/api-server/hints.ts'
import {resolveContext} from '../src/api-server/kubeconfig.ts'
import {checkNamespace, type Place} from '../src/api-server/objects.ts'
import {serverVersion} from '../src/api-server/server-version.ts'
import {type DeniedResource, describeDenied, getNode} from '../src/api-server/status.ts'
import {outputFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {loadStatus, type StatusRequest} from '../src/cli/load-status.ts'
import {Args, Flags} from '../src/cli/oclif.ts'
import {statusPieces, statusStyle} from '../src/cli/status-view.ts'
import {watch} from '../src/cli/watch.ts'
import {watchedStatus} from '../src/cli/watched-status.ts'
import {describeLook, placeFlags} from '../src/cli/workload.ts'
import {distinctAdvice} from '../src/errors/advice.ts'
import {EXIT} from '../src/errors/catalogue.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {describeTunnels} from '../src/expose/tunnel/describe.ts'
import {node} from '../src/kubernetes/kinds/node.ts'
import {printNode} from '../src/printers/node-view.ts'
import {printOutput} from '../src/printers/output.ts'
import {type StatusFormat, statusObject} from '../src/printers/status.ts'
import {createPaint, widthOf} from '../src/printers/style.ts'
import type {Run} from '../src/process/run.ts'
import {askNodesOf} from '../src/workflows/local-nodes.ts'

const FORMATS = ['wide', 'json', 'yaml', 'name'] as const

export default class Status extends KubiaCommand {
  static override summary = 'show the cluster, its nodes, workloads, pods and services in one view'
  static override description =
    'Without KIND, everything that matters is listed at once, the cluster first. A verdict on each app, and on each service that leads nowhere, comes before the tables, which have the columns and values of kubectl get. A single node is shown with its capacity, allocation, conditions and pods.'
  static override examples = [
    '<%= config.bin %> status -o wide',
    '<%= config.bin %> status kubia',
    '<%= config.bin %> status -A',
    '<%= config.bin %> status pods -n kube-system',
    '<%= config.bin %> status node kubia-worker',
    '<%= config.bin %> status --tree',
    '<%= config.bin %> status deployment kubia --exit-code',
    '<%= config.bin %> status -w',
    '<%= config.bin %> status -o json | jq .items[].metadata.name',
  ]
  static override args = {
    kind: Args.string({
      description:
        'a kind (pods, deployment, node) and names, KIND/NAME, or the NAME of an app; default is the whole view',
      ignoreStdin: true,
      multiple: true,
    }),
  }
  static override flags = {
    ...placeFlags,
    'all-namespaces': Flags.boolean({char: 'A', description: 'list all namespaces'}),
    selector: Flags.string({char: 'l', helpValue: 'LABELS', description: 'only objects with these labels: app=kubia'}),
    watch: Flags.boolean({char: 'w', description: 'go on showing it, until Ctrl-C'}),
    tree: Flags.boolean({description: 'show how services, apps, pods and nodes hang together'}),
    'exit-code': Flags.boolean({
      description: 'end with 0 if all apps are healthy, else with 6; with 5 if only nodes are not Ready',
    }),
    ...outputFlag(FORMATS),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Status)
    const run = this.begin(flags)
    const context = await resolveContext(run.exec, flags)
    const access = {kubeconfig: flags.kubeconfig, context: context.name, server: context.server}
    const place = this.workAt({...access, namespace: flags.namespace ?? context.namespace})
    const format = flags.output as StatusFormat | undefined
    const isObject = format === 'json' || format === 'yaml'
    const scope = {
      namespace: flags.namespace,
      allNamespaces: flags['all-namespaces'],
      selector: flags.selector,
      whole: isObject,
    }
    const target = args.kind ?? []
    const askNodes = askNodesOf(run.exec, access)

    const [first = '', nodeName] = target.length === 1 && target[0]?.includes('/') ? target[0].split('/') : target
    const isNode = node.names.includes(first) && nodeName !== undefined && target.length <= 2
    if (isNode && (format === undefined || format === 'wide')) {
      const [{node, pods, refused}, local] = await Promise.all([getNode(run.exec, access, nodeName), askNodes()])
      this.#warn(refused)
      this.print(printNode(node, pods, {now: Date.now(), width: widthOf(process.stdout)}))
      const trouble = troubleOf(nodeName, {nodes: [node], local})
      if (trouble) this.reporter.note(trouble.says)
      return this.#advise(place, trouble ? [trouble] : [])
    }

    const withHealth = flags['exit-code'] || isObject
    const request = {context, access, scope, target, wide: format === 'wide', tree: flags.tree, withHealth, askNodes}
    if (flags.watch) {
      if (isObject || format === 'name') throw usageError(`--watch and -o ${format} cannot be used together`)
      return this.#watch(run, request)
    }
    const [version, data] = await Promise.all([serverVersion(run.exec, access), loadStatus(run.exec, request)])
    this.#warn(data.refused)
    const nothing = !data.items.some(({metadata}) => metadata.namespace !== undefined)
    if (flags.namespace !== undefined && nothing) await checkNamespace(run.exec, access, flags.namespace)
    const isOfNamespace = !scope.allNamespaces && (target.length === 0 || data.items.length === 0 || !nothing)
    const said = isOfNamespace ? describeLook(flags, context.name, context.namespace) : ''
    if (said) this.reporter.note(said)
    const unhealthy = data.apps.filter(({healthy}) => !healthy)
    if (flags['exit-code'] && target.length === 0 && data.nodes.length > 0) process.exitCode = EXIT.notReady
    if (flags['exit-code'] && unhealthy.length > 0) process.exitCode = EXIT.workload
    if (format === 'name') return this.print(printOutput(data.items, 'name'))
    if (isObject) return this.printPieces(statusObject(context.name, data.apps, data.texts, format))
    await this.printStyledPieces(statusPieces(data, request, version, statusStyle()))
    this.#advise(place, data.nodes)
    for (const line of await describeTunnels(run.exec, context.name, data.items)) this.reporter.note(line)
    if (flags['exit-code'] && target.length > 0 && !data.named)
      for (const {app, summary} of unhealthy) this.reporter.note(`${app} ${summary}`)
    if (data.items.length === 0)
      this.reporter.note(
        `No resources found${scope.allNamespaces ? '' : ` in ${flags.namespace ?? context.namespace} namespace`}.`,
      )
  }

  async #watch(run: Run, request: StatusRequest): Promise<void> {
    const [version, data] = await Promise.all([serverVersion(run.exec, request.access), loadStatus(run.exec, request)])
    this.#warn(data.refused)
    await watch(run, process.stdout, watchedStatus(run, request, data, version), {
      paint: createPaint(process.stdout),
      note: line => this.reporter.note(line),
    })
  }

  /** What mends nodes. */
  #advise(place: Place, troubles: readonly NodeTrouble[]): void {
    const fix = distinctAdvice(troubles.flatMap(trouble => trouble.fix))
    if (fix.length > 0) this.reporter.note({label: 'Fix', advice: fix.map(advice => inPlace(place, advice))})
  }

  #warn(refused: readonly DeniedResource[]): void {
    if (refused.length > 0) this.reporter.note(`warning: ${describeDenied(refused)}`)
  }
}

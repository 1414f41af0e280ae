import {Args, Flags} from '@oclif/core'
import {accessFlags, outputFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {resolveContext} from '../src/kube/kubeconfig.ts'
import {serverVersion} from '../src/kube/server-version.ts'
import {describeRefusals, getNode, isShown, listAll, listObjects, providerOf, type Refusal} from '../src/kube/status.ts'
import {printNode} from '../src/printers/node-view.ts'
import {printObjects} from '../src/printers/objects.ts'
import {printOutput} from '../src/printers/output.ts'
import {printStatus, type StatusFormat, statusObject} from '../src/printers/status.ts'

const FORMATS = ['wide', 'json', 'yaml', 'name'] as const
const NODE_KINDS = ['node', 'nodes', 'no']

export default class Status extends KubiaCommand {
  static override summary = 'show the cluster, its nodes, workloads, pods and services in one view'
  static override description =
    'Without KIND, everything that matters is listed at once, the cluster first. The tables have the columns and values of kubectl get. A single node is shown with its capacity, allocation, conditions and pods.'
  static override examples = [
    '<%= config.bin %> status -o wide',
    '<%= config.bin %> status -A',
    '<%= config.bin %> status pods -n kube-system',
    '<%= config.bin %> status node kubia-worker',
    '<%= config.bin %> status -o json | jq .items[].metadata.name',
  ]
  static override args = {
    kind: Args.string({
      description: 'a kind (pods, deployment, node) and names, or KIND/NAME; default is the whole view',
      ignoreStdin: true,
      multiple: true,
    }),
  }
  static override flags = {
    ...accessFlags,
    namespace: Flags.string({char: 'n', helpValue: 'NAME', description: "the namespace; default is the context's"}),
    'all-namespaces': Flags.boolean({char: 'A', description: 'list all namespaces'}),
    ...outputFlag(FORMATS),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Status)
    const run = this.begin(flags)
    const context = await resolveContext(run.exec, flags)
    const access = {kubeconfig: flags.kubeconfig, context: context.name}
    const scope = {namespace: flags.namespace, allNamespaces: flags['all-namespaces'] === true}
    const format = flags.output as StatusFormat | undefined
    const target = args.kind ?? []

    const [first = '', nodeName] = target.length === 1 && target[0]?.includes('/') ? target[0].split('/') : target
    const isNode = NODE_KINDS.includes(first) && nodeName !== undefined && target.length <= 2
    if (isNode && (format === undefined || format === 'wide')) {
      const {node, pods, refused} = await getNode(run.exec, access, nodeName)
      this.#warn(refused)
      return this.print(printNode(node, pods, {now: Date.now()}))
    }

    const listing = target.length > 0 ? listObjects(run.exec, access, target, scope) : listAll(run.exec, access, scope)
    const [version, {items, refused}] = await Promise.all([serverVersion(run.exec, access), listing])
    this.#warn(refused)
    if (format === 'name') return this.print(printOutput(items, 'name'))
    if (format === 'json' || format === 'yaml') return this.print(statusObject(context.name, items, format))

    const shown = target.length > 0 ? items : items.filter(isShown)
    const tables = printObjects(shown, {
      wide: format === 'wide',
      allNamespaces: scope.allNamespaces,
      prefixed: target.length === 0,
      now: Date.now(),
      serverVersion: version,
    })
    const line = {
      context: context.name,
      server: context.server,
      version: version.gitVersion,
      provider: providerOf(items),
    }
    this.print(target.length > 0 ? tables : printStatus(line, tables))
    if (shown.length === 0)
      this.face.note(
        `No resources found${scope.allNamespaces ? '' : ` in ${flags.namespace ?? context.namespace} namespace`}.`,
      )
  }

  #warn(refused: readonly Refusal[]): void {
    if (refused.length > 0) this.face.note(`warning: ${describeRefusals(refused)}`)
  }
}

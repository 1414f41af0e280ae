import {resolveContext} from '../src/api-server/kubeconfig.ts'
import {exitAsEnded} from '../src/cli/exit-as-ended.ts'
import {inGroup} from '../src/cli/flag-groups.ts'
import {accessFlags, progressFlags} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Flags} from '../src/cli/oclif.ts'
import {describeDefaults, namespaceFlag} from '../src/cli/workload.ts'
import {findLocalCluster} from '../src/cluster/registry.ts'
import {KubiaError, usageError} from '../src/errors/kubia-error.ts'
import {runTunnel} from '../src/expose/tunnel/tunnel.ts'
import {chooseSymbols, inSymbols} from '../src/printers/style.ts'
import {commandAdvice} from '../src/process/command.ts'
import {visibleLine} from '../src/text/visible.ts'
import {stoppedFailure} from '../src/workflows/explain-stopped.ts'

const notLocal = ({kubeconfig, namespace}: {kubeconfig?: string; namespace?: string}, context: string): KubiaError => {
  const args = [
    ...['kubia', 'tunnel', '--context', context],
    ...(kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfig]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ]
  const why = `the current context, ${context}, leads to no local cluster: others would see addresses that only this machine has`
  return new KubiaError('NOT_LOCAL', why, {
    fix: [commandAdvice({program: 'kubectl', args: args}, 'where you mean that cluster')],
    left: 'nothing was changed',
  })
}

export default class Tunnel extends KubiaCommand {
  static override summary = 'give LoadBalancer services addresses that work from this machine, until Ctrl-C'
  static override description =
    'Each LoadBalancer service whose EXTERNAL-IP is <pending> gets a loopback address of its own, in its status too, and its connections go to its ready pods. A port that this user may not have (80, 443) becomes the next free one from 8080 or 8443 on the same address. Services of MetalLB, cloud-provider-kind or a cloud are left alone. A cluster that is not local, or that has load balancers as a simulated one has, is served only where --context names it. Ctrl-C takes the addresses back (exit 130).'
  static override examples = [
    '<%= config.bin %> tunnel',
    '<%= config.bin %> tunnel -n shop --context kind-kubia',
    'kubectl get services -w',
  ]
  static override flags = {
    ...accessFlags,
    ...namespaceFlag,
    ...inGroup('place', {
      namespace: Flags.string({char: 'n', helpValue: 'NAME', description: 'only services of this namespace'}),
      'all-namespaces': Flags.boolean({char: 'A', description: 'services of all namespaces (the default)'}),
    }),
    ...progressFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Tunnel)
    if (flags['all-namespaces'] && flags.namespace !== undefined)
      throw usageError('--all-namespaces and --namespace cannot be used together')
    const run = this.begin({...flags, progress: flags.progress === 'auto' ? 'plain' : flags.progress})
    const context = await resolveContext(run.exec, flags)
    const access = {kubeconfig: flags.kubeconfig, context: context.name}
    this.workAt({...access, namespace: flags.namespace ?? context.namespace})
    if (flags.context === undefined) {
      const local = await findLocalCluster(run.exec, access)
      // A cluster that others use is not written to because it happened to be the current one.
      if (!local) throw notLocal(flags, context.name)
      const stopped = stoppedFailure(local.cluster)
      if (stopped) throw stopped
      if (local.provider.balancesLoad)
        return this.reporter.note(
          `No tunnel is needed: the cluster ${local.cluster.name} has load balancers, and its LoadBalancer services get addresses that work from this machine`,
        )
    }
    const symbols = chooseSymbols()
    // Events have their time in a field of their own.
    const time = (): string => (flags.progress === 'json' ? '' : `${new Date().toTimeString().slice(0, 8)} `)
    const say = (line: string): void => this.reporter.note(`${time()}${inSymbols(line, symbols)}`)
    const said = describeDefaults({...flags, namespace: ''}, context.name, '')
    if (said) this.reporter.say(said)
    const scope = flags.namespace === undefined ? 'all namespaces' : `namespace ${flags.namespace}`
    this.reporter.say(`Serving the LoadBalancer services of ${scope}; Ctrl-C ends it and takes the addresses back`)
    await runTunnel(run, {
      access,
      server: context.server,
      namespace: flags.namespace,
      serving: (name, urls) => this.print(visibleLine(`${name}   ${urls.join('   ')}`)),
      note: say,
    })
    exitAsEnded(run.signal)
  }
}

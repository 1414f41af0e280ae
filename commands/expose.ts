import {parseTarget} from '../src/api-server/targets.ts'
import {typedWith} from '../src/cli/as-typed.ts'
import {inGroup} from '../src/cli/flag-groups.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Flags} from '../src/cli/oclif.ts'
import {
  argumentsOf,
  checkObjectName,
  formatOf,
  parsePort,
  placeForPlan,
  placeOf,
  workloadFlags,
} from '../src/cli/workload.ts'
import {service} from '../src/kubernetes/kinds/service.ts'
import {printOutput} from '../src/printers/output.ts'
import {printReached} from '../src/printers/workload.ts'
import {explaining} from '../src/workflows/explain.ts'
import {expose} from '../src/workflows/expose/expose.ts'
import {EXPOSABLE, type ExposeOptions} from '../src/workflows/expose/make-service.ts'

export default class Expose extends KubiaCommand {
  static override summary = 'give pods a Service, wait for its endpoints, and show the URL that answers'
  static override description =
    'For a pod, service, replica set, replication controller or deployment; selector and ports come from the object, as with kubectl expose. Running it again changes nothing; a flag that is not given keeps what the live Service has.'
  static override examples = [
    '<%= config.bin %> expose pod kubia --type=LoadBalancer --name kubia-http',
    '<%= config.bin %> expose deployment kubia --type NodePort --port 80 --target-port 8080',
  ]
  static override strict = false
  static override usage = 'expose KIND NAME | KIND/NAME | NAME [flags]'
  static override flags = {
    ...inGroup('service', {
      type: Flags.string({
        options: ['ClusterIP', 'NodePort', 'LoadBalancer'],
        description: 'the type of the Service (default ClusterIP)',
      }),
      port: Flags.string({
        helpValue: 'PORT',
        description: 'the port of the Service (default: the ports that the containers declare)',
      }),
      'target-port': Flags.string({
        helpValue: 'PORT',
        description: 'the port of the containers, by number or name (default: --port)',
      }),
      'node-port': Flags.string({helpValue: 'PORT', description: 'the port on every node, from 30000 to 32767'}),
      name: Flags.string({helpValue: 'NAME', description: 'the name of the Service (default: the object’s)'}),
      protocol: Flags.string({
        options: ['TCP', 'UDP', 'SCTP'],
        description: 'the protocol of the port (default: the container port’s)',
      }),
    }),
    ...inGroup('run', {
      'require-external-ip': Flags.boolean({description: 'wait for an EXTERNAL-IP, and fail without one (exit 5)'}),
      'force-conflicts': Flags.boolean({
        description: 'take over also fields that controllers, other tools or other people set',
      }),
    }),
    ...workloadFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Expose)
    const base = {
      target: parseTarget(argumentsOf(this.argv), 'expose', EXPOSABLE),
      spec: {
        name: flags.name === undefined ? undefined : checkObjectName(flags.name),
        type: flags.type,
        port: parsePort(flags.port, '--port'),
        targetPort: readTargetPort(flags['target-port']),
        nodePort: parsePort(flags['node-port'], '--node-port'),
        protocol: flags.protocol,
      },
      requireExternalIp: flags['require-external-ip'],
      forceConflicts: flags['force-conflicts'],
      takeOver: typedWith(process.argv.slice(2), '--force-conflicts'),
      withFlag: (flag: string, value: string) => typedWith(process.argv.slice(2), flag, value),
      wait: flags.wait,
    }
    const run = this.begin(flags)
    const format = formatOf(flags)
    if (flags['dry-run'] === 'client') {
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      const {script, result} = await this.planAt(place, flow => expose(flow, {...base, place, dryRun: false}), run)
      return this.print(format === undefined ? script : printOutput(result.object, format))
    }
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const options: ExposeOptions = {...base, place, dryRun: flags['dry-run'] === 'server'}
    const objects = [{kind: service, name: base.spec.name ?? base.target.name}]
    const {object, verdict, reach} = await this.runWorkflow(
      flow => explaining(flow, flags.explain ? {place, objects} : undefined, () => expose(flow, options)),
      run,
    )
    const urls = reach?.url === undefined ? [] : [reach.url]
    this.print(printReached({object, verdict}, urls, format, options.dryRun))
  }
}

/** A port by its number, or by the name that a container gives it. */
const readTargetPort = (text: string | undefined): number | string | undefined =>
  text !== undefined && /^[a-z0-9-]*[a-z][a-z0-9-]*$/.test(text) ? text : parsePort(text, '--target-port')

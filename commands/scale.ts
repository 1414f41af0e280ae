import {parseTarget} from '../src/api-server/targets.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Flags} from '../src/cli/oclif.ts'
import {argumentsOf, formatOf, parseReplicas, placeForPlan, placeOf, workloadFlags} from '../src/cli/workload.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {printChanged} from '../src/printers/workload.ts'
import {explaining} from '../src/workflows/explain.ts'
import {SCALABLE, type ScaleOptions, scale} from '../src/workflows/scale.ts'

export default class Scale extends KubiaCommand {
  static override summary = 'set the number of replicas and wait until they run'
  static override description =
    'For deployments, replica sets, replication controllers and stateful sets. Says on which node each new pod runs; warns when the nodes cannot hold what is asked for. 0 is valid.'
  static override examples = [
    '<%= config.bin %> scale deployment kubia 3',
    '<%= config.bin %> scale deployment first-kind-multi-node --replicas=3',
    '<%= config.bin %> scale kubia 0',
  ]
  static override strict = false
  static override usage = 'scale KIND NAME N | KIND/NAME N | NAME N [flags]'
  static override flags = {
    replicas: Flags.string({helpValue: 'N', description: 'how many pods; may stand as the last argument too'}),
    'current-replicas': Flags.string({helpValue: 'N', description: 'only if there are so many now'}),
    ...workloadFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Scale)
    const {names, replicas} = readReplicas(argumentsOf(this.argv), flags.replicas)
    const base = {
      target: parseTarget(names, 'scale', SCALABLE),
      replicas,
      currentReplicas: parseReplicas(flags['current-replicas'], '--current-replicas'),
      wait: flags.wait,
    }
    const run = this.begin(flags)
    if (flags['dry-run'] === 'client') {
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      const {script} = await this.planAt(place, flow => scale(flow, {...base, place, dryRun: false}), run)
      return this.print(script)
    }
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const options: ScaleOptions = {...base, place, dryRun: flags['dry-run'] === 'server'}
    const explained = flags.explain ? {place, objects: [base.target]} : undefined
    const {object, verdict} = await this.runWorkflow(
      flow => explaining(flow, explained, () => scale(flow, options)),
      run,
    )
    this.print(printChanged(object, verdict, formatOf(flags), options.dryRun))
  }
}

/** The number is `--replicas`, else the last word. @throws KubiaError USAGE */
const readReplicas = (names: readonly string[], flag: string | undefined): {names: string[]; replicas: number} => {
  const given = parseReplicas(flag, '--replicas')
  if (given !== undefined) return {names: [...names], replicas: given}
  const last = names.at(-1)
  const replicas = last !== undefined && names.length > 1 ? parseReplicas(last, 'N, --replicas') : undefined
  if (replicas === undefined)
    throw usageError('the number of replicas is not given: as the last argument, or with --replicas')
  return {names: names.slice(0, -1), replicas}
}

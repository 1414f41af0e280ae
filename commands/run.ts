import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {readSpec} from '../src/cli/read-app-spec.ts'
import {containerFlags, formatOf, placeForPlan, placeOf, splitArguments, workloadFlags} from '../src/cli/workload.ts'
import {pod} from '../src/kubernetes/kinds/pod.ts'
import {printOutput} from '../src/printers/output.ts'
import {printChanged} from '../src/printers/workload.ts'
import {explaining} from '../src/workflows/explain.ts'
import {requireImage, runPod} from '../src/workflows/run-pod.ts'

export default class Run extends KubiaCommand {
  static override summary = 'run one bare Pod, as kubectl run does, and wait until it is ready'
  static override description =
    'Running it again changes nothing; a Pod of that name that is not what was asked for is left as it is (exit 4). Words behind -- are the container’s arguments, or with --command its command.'
  static override examples = [
    '<%= config.bin %> run kubia --image=museopkim/kubia --port=8080',
    '<%= config.bin %> run shell --image=busybox --command -- sleep 3600',
  ]
  static override strict = false
  static override usage = 'run NAME --image=IMAGE [flags] [-- ARGS]'
  static override flags = {
    ...containerFlags,
    ...workloadFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Run)
    const {names, args} = splitArguments(this.argv)
    const spec = requireImage(readSpec(names, args, flags))
    const run = this.begin(flags)
    const format = formatOf(flags)
    const base = {spec, wait: flags.wait}
    if (flags['dry-run'] === 'client') {
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      const {script, result} = await this.planAt(place, flow => runPod(flow, {...base, place, dryRun: false}), run)
      return this.print(format === undefined ? script : printOutput(result.object, format))
    }
    const dryRun = flags['dry-run'] === 'server'
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const explained = flags.explain ? {place, objects: [{kind: pod, name: spec.name}]} : undefined
    const {object, verdict} = await this.runWorkflow(
      flow => explaining(flow, explained, () => runPod(flow, {...base, place, dryRun})),
      run,
    )
    this.print(printChanged(object, verdict, format, dryRun))
  }
}

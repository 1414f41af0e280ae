import {parseTarget} from '../src/api-server/targets.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {argumentsOf, formatOf, placeForPlan, placeOf, rolloutFlags} from '../src/cli/workload.ts'
import {printChanged} from '../src/printers/workload.ts'
import {ROLLED} from '../src/workflows/rollout/find-app.ts'
import {restart} from '../src/workflows/rollout/restart.ts'

export default class Restart extends KubiaCommand {
  static override summary = 'replace the pods of an app, a few at a time, and wait for the rollout'
  static override description =
    'For deployments, stateful sets and daemon sets, as kubectl rollout restart does it: new pods of the same version take the place of the old ones, so that an app with several pods goes on answering.'
  static override examples = ['<%= config.bin %> restart kubia', '<%= config.bin %> restart statefulset db']
  static override strict = false
  static override usage = 'restart KIND NAME | KIND/NAME | NAME [flags]'
  static override flags = rolloutFlags

  async run(): Promise<void> {
    const {flags} = await this.parse(Restart)
    const base = {target: parseTarget(argumentsOf(this.argv), 'restart', ROLLED), wait: flags.wait}
    const run = this.begin(flags)
    if (flags['dry-run'] === 'client') {
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      return this.print((await this.planAt(place, flow => restart(flow, {...base, place}), run)).script)
    }
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const object = await this.runWorkflow(flow => restart(flow, {...base, place}), run)
    this.print(printChanged(object, 'restarted', formatOf(flags)))
  }
}

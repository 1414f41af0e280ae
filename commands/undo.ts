import {parseTarget} from '../src/api-server/targets.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Flags} from '../src/cli/oclif.ts'
import {argumentsOf, formatOf, placeForPlan, placeOf, rolloutFlags} from '../src/cli/workload.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {printChanged} from '../src/printers/workload.ts'
import {ROLLED} from '../src/workflows/rollout/find-app.ts'
import {undo} from '../src/workflows/rollout/undo.ts'

export default class Undo extends KubiaCommand {
  static override summary = 'go back to an earlier version of an app, and wait for the rollout'
  static override description =
    'For deployments, stateful sets and daemon sets, as kubectl rollout undo does it. What changes is shown before it changes. Without --to-revision it goes back to the version before the newest one; kubectl rollout history lists what there is.'
  static override examples = ['<%= config.bin %> undo kubia', '<%= config.bin %> undo deployment kubia --to-revision 2']
  static override strict = false
  static override usage = 'undo KIND NAME | KIND/NAME | NAME [flags]'
  static override flags = {
    'to-revision': Flags.string({helpValue: 'N', description: 'the revision to go back to (default: the one before)'}),
    ...rolloutFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Undo)
    const target = parseTarget(argumentsOf(this.argv), 'undo', ROLLED)
    const base = {target, toRevision: readRevision(flags['to-revision']), wait: flags.wait}
    const run = this.begin(flags)
    if (flags['dry-run'] === 'client') {
      const place = this.workAt(await placeForPlan(run, this.reporter, flags))
      return this.print((await this.planAt(place, flow => undo(flow, {...base, place}), run)).script)
    }
    const place = this.workAt(await placeOf(run, this.reporter, flags))
    const {object, verdict} = await this.runWorkflow(flow => undo(flow, {...base, place}), run)
    this.print(printChanged(object, verdict, formatOf(flags)))
  }
}

/** A revision, which Kubernetes counts from 1. @throws KubiaError USAGE */
const readRevision = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw usageError(`invalid argument ${JSON.stringify(text)} for "--to-revision" flag: must be an integer ≥ 1`)
}

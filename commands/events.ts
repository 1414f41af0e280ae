import {EVENTFUL, getMoments} from '../src/api-server/events.ts'
import {parseTarget} from '../src/api-server/targets.ts'
import {outputFlag} from '../src/cli/flags.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {argumentsOf, describeLook, placeFlags, placeOf} from '../src/cli/workload.ts'
import {type EventsFormat, printMoments, printMomentsObject} from '../src/printers/events.ts'
import {createPaint, widthOf} from '../src/printers/style.ts'

export default class Events extends KubiaCommand {
  static override summary = 'show what happened to an app or a service, in order, a sentence each'
  static override description =
    'From the API server over the controllers and the scheduler to the kubelets: what they say in their events, which kubectl get events lists, as sentences. NAME means everything of that name with its pods, also with pods that are gone; without it, everything of the namespace is told. The API server forgets events after an hour.'
  static override examples = [
    '<%= config.bin %> events kubia',
    '<%= config.bin %> events pod/kubia',
    '<%= config.bin %> events node kubia-worker',
    '<%= config.bin %> events -o json',
  ]
  static override strict = false
  static override usage = 'events [NAME | KIND/NAME | KIND NAME] [flags]'
  static override flags = {...placeFlags, ...outputFlag(['json', 'yaml'] as const)}

  async run(): Promise<void> {
    const {flags} = await this.parse(Events)
    const names = argumentsOf(this.argv)
    const target = names.length === 0 ? undefined : parseTarget(names, 'show the events of', EVENTFUL)
    const run = this.begin({...flags, progress: 'plain'})
    const place = this.workAt(await placeOf(run, this.reporter, flags, describeLook))
    const moments = await getMoments(run.exec, place, target)
    if (flags.output !== undefined)
      return this.print(printMomentsObject(place.namespace, moments, flags.output as EventsFormat))
    if (moments.length === 0) {
      const what = names.length === 0 ? `namespace ${place.namespace}` : names.join(' ')
      return this.reporter.note(`No events of ${what}: the API server forgets them after an hour.`)
    }
    const {stdout} = process
    const width = widthOf(stdout)
    this.printStyled(printMoments(moments, {now: Date.now(), width, paint: createPaint(stdout)}))
  }
}

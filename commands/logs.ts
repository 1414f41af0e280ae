import {followLogs, type LogSink, printLogs} from '../src/api-server/logs.ts'
import {resolveTarget} from '../src/api-server/objects.ts'
import {parseTarget} from '../src/api-server/targets.ts'
import {exitAsEnded} from '../src/cli/exit-as-ended.ts'
import {KubiaCommand} from '../src/cli/kubia-command.ts'
import {Flags} from '../src/cli/oclif.ts'
import {argumentsOf, describeLook, placeFlags, placeOf} from '../src/cli/workload.ts'
import {usageError} from '../src/errors/kubia-error.ts'
import {kindsFor} from '../src/kubernetes/kinds/index.ts'
import {createLogWriter} from '../src/printers/log-line.ts'
import {parseDuration} from '../src/project/duration.ts'
import {askNodesOf} from '../src/workflows/local-nodes.ts'

const LOGGED = kindsFor('logs')

export default class Logs extends KubiaCommand {
  static override summary = 'print the logs of all pods of an app, each line with its pod'
  static override description =
    'With -f it goes on, with pods that come and go, until Ctrl-C. NAME alone means a deployment, stateful set, daemon set, replica set, replication controller, cron job, job or pod of that name.'
  static override examples = [
    '<%= config.bin %> logs kubia -f',
    '<%= config.bin %> logs deployment/kubia --tail 20 --since 5m',
    '<%= config.bin %> logs pod/kubia --previous',
  ]
  static override strict = false
  static override usage = 'logs NAME | KIND/NAME [flags]'
  static override flags = {
    follow: Flags.boolean({char: 'f', description: 'go on as lines come'}),
    since: Flags.string({helpValue: 'DURATION', description: 'only lines newer than this: 5s, 2m, 3h'}),
    tail: Flags.string({helpValue: 'N', description: 'only the last N lines of each container'}),
    container: Flags.string({char: 'c', helpValue: 'NAME', description: 'only this container of each pod'}),
    previous: Flags.boolean({char: 'p', description: 'of the containers before their last restart'}),
    ...placeFlags,
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Logs)
    const target = parseTarget(argumentsOf(this.argv), 'read the logs of', LOGGED)
    // 0 is no limit, as kubectl has it.
    const since = flags.since !== undefined && parseDuration(flags.since, '--since') > 0 ? flags.since : undefined
    if (flags.tail !== undefined && !/^(-1|\d{1,9})$/.test(flags.tail))
      throw usageError(`invalid argument ${JSON.stringify(flags.tail)} for "--tail" flag: must be a number of lines`)
    if (flags.follow && flags.previous) throw usageError('--follow and --previous cannot be used together')
    const run = this.begin({...flags, progress: 'plain'})
    const place = this.workAt(await placeOf(run, this.reporter, flags, describeLook))
    const app = await resolveTarget(run.exec, place, target, LOGGED)
    const sink: LogSink = {
      line: createLogWriter(process.stdout),
      note: text => this.reporter.note(text),
      advise: advice => this.reporter.note({label: 'Fix', advice: [advice]}),
    }
    const options = {...flags, since, askNodes: askNodesOf(run.exec, place)}
    if (!flags.follow) return printLogs(run.exec, place, app, options, sink)
    try {
      await followLogs(run.exec, place, app, options, sink, run.signal)
    } catch (error) {
      exitAsEnded(run.signal, error)
    }
  }
}

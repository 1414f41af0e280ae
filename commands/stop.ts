import {PowerCommand, powerArgs, powerFlags} from '../src/cli/power.ts'
import {kubiaAdvice} from '../src/errors/advice.ts'
import {stop} from '../src/workflows/power/stop.ts'

export default class Stop extends PowerCommand {
  static override summary = 'stop a cluster, or one node of it; what runs there comes back with start'
  static override description =
    'Nothing is deleted: objects, images, published ports and the context are there again after `start` (or `up`). A node that is stopped is NotReady as soon as Kubernetes misses it, 40 s later on kind: the lesson of a failing node. A node is named as `kubectl get nodes` does, or without its cluster: node/worker. A cluster that kubia did not make is stopped only by its name, after a question or with --yes. An interrupted stop leaves stopped what is stopped; stop and start both go on from there.'
  static override examples = [
    '<%= config.bin %> stop',
    '<%= config.bin %> stop shop',
    '<%= config.bin %> stop node/shop-worker',
    '<%= config.bin %> stop node/worker --dry-run',
  ]
  static override args = powerArgs
  static override flags = powerFlags

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Stop)
    const stopped = await this.switch({verb: 'stop', target: args.target, flags, workflow: stop, done: 'stopped'})
    if (!stopped) return
    const {chosen, result, elapsedMs} = stopped
    if (!result.changed) return this.reporter.say('Nothing to stop', 'ok')
    this.reporter.say(`Stopped in ${(elapsedMs / 1000).toFixed(1)}s`, 'ok')
    const target = chosen.node ? `node/${chosen.node.name}` : chosen.cluster.name
    this.reporter.say({label: 'next', advice: [kubiaAdvice(['start', target])]})
  }
}

import {inGroup} from '../src/cli/flag-groups.ts'
import {Flags} from '../src/cli/oclif.ts'
import {PowerCommand, powerArgs, powerFlags} from '../src/cli/power.ts'
import {start} from '../src/workflows/power/start.ts'

export default class Start extends PowerCommand {
  static override summary = 'start a cluster that is stopped, or one node of it, and wait until it is Ready'
  static override description =
    'Objects, images, published ports and the context are as they were before `stop`, a restart of the engine, or one of the machine; the same URLs answer. Nodes are started in the order of their addresses, so that each gets its own again; where those are not known, control planes first. A node is named as `kubectl get nodes` does, or without its cluster: node/worker. What an interrupted start has started stays so.'
  static override examples = [
    '<%= config.bin %> start',
    '<%= config.bin %> start shop',
    '<%= config.bin %> start node/shop-worker',
    '<%= config.bin %> start shop --dry-run',
  ]
  static override args = powerArgs
  static override flags = {
    ...powerFlags,
    ...inGroup('run', {
      wait: Flags.boolean({allowNo: true, default: true, description: 'wait until the nodes are Ready'}),
    }),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Start)
    const {kubeconfig, wait} = flags
    const started = await this.switch({
      verb: 'start',
      target: args.target,
      flags,
      workflow: (flow, chosen) => start(flow, {chosen, kubeconfig, wait}),
      done: 'started',
    })
    if (!started) return
    const {result, elapsedMs} = started
    const seconds = (elapsedMs / 1000).toFixed(1)
    this.reporter.say(result.changed ? `Started in ${seconds}s` : `Nothing to do (${seconds}s)`, 'ok')
  }
}

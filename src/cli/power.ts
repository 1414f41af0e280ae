import {isOurs} from '../cluster/ownership.ts'
import {readableRecord} from '../cluster/state.ts'
import {kubiaAdvice} from '../errors/advice.ts'
import {type PowerFormat, printPower} from '../printers/power.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {type ChosenNodes, chooseNodes} from '../workflows/power/choose-nodes.ts'
import type {PowerResult} from '../workflows/power/stop.ts'
import {preflightToFind} from '../workflows/up/preflight.ts'
import {confirmForeign} from './confirm.ts'
import {inGroup} from './flag-groups.ts'
import {dryRunFlags, kubeconfigFlag, outputFlag, progressFlags, timeoutFlag} from './flags.ts'
import {KubiaCommand} from './kubia-command.ts'
import {Args, Flags} from './oclif.ts'

export const powerArgs = {
  target: Args.string({
    description: "the cluster's name, or node/NAME; default is KIND_CLUSTER_NAME, or kubia",
    ignoreStdin: true,
  }),
}

export const powerFlags = {
  ...inGroup('run', {yes: Flags.boolean({char: 'y', description: 'answer the question with yes'})}),
  ...timeoutFlag('5m'),
  ...kubeconfigFlag,
  ...dryRunFlags,
  ...outputFlag(['json', 'yaml', 'name'] as const),
  ...progressFlags,
}

/** What the flags of both commands say. */
interface PowerInput {
  verb: 'stop' | 'start'
  target: string | undefined
  flags: {
    yes: boolean
    kubeconfig?: string | undefined
    'dry-run': string
    output?: string | undefined
    progress: string
    timeout: string
    v?: string | undefined
    debug: boolean
  }
  workflow: (flow: Workflow, chosen: ChosenNodes) => Promise<PowerResult>
  /** What is said of what was changed: `stopped`. */
  done: string
}

/** `stop` and `start`: they find what is named, ask where it is not ours, run the workflow and print what came of it. */
export abstract class PowerCommand extends KubiaCommand {
  /** @returns what was named, and what became of it; undefined for a plan, which is printed. */
  protected async switch({
    verb,
    target,
    flags,
    workflow,
    done,
  }: PowerInput): Promise<{chosen: ChosenNodes; result: PowerResult; elapsedMs: number} | undefined> {
    const run = this.begin(flags)
    const {kubeconfig} = flags
    const find = (): Promise<ChosenNodes> => chooseNodes(run.exec, verb, target, kubeconfig)
    if (flags['dry-run'] === 'client') {
      const {script} = await this.planWorkflow(async flow => workflow(flow, await find()), run)
      if (script === '') this.reporter.say(`Nothing to ${verb}`, 'ok')
      else this.print(script)
      return undefined
    }
    const chosen = await preflightToFind(run, 'down', kubeconfig, find)
    const {cluster, node} = chosen
    const word = node ? `node/${node.name}` : cluster.name
    if (!isOurs(cluster, readableRecord(cluster.name))) await confirmForeign(verb, word, flags.yes, run)
    run.log.open()
    const again = kubiaAdvice([verb, word])
    const result = await this.runWorkflow(flow => workflow(flow, chosen), run, {again})
    this.print(printPower(result, node?.name, done, flags.output as PowerFormat | undefined))
    return {chosen, result, elapsedMs: run.elapsedMs}
  }
}

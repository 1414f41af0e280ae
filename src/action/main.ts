import {homedir} from 'node:os'
import {join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import type {StepEvent} from '../workflow/reporters/reporter.ts'
import {type Action, count, perform} from './action.ts'
import {keepLogs} from './evidence.ts'
import {type Inputs, readInputs} from './inputs.ts'
import {type KubiaFailed, type Program, runKubia, type Surroundings} from './kubia.ts'
import {withRetries} from './retry.ts'
import {readStatus} from './status.ts'
import {type Report, summaryOf} from './summary.ts'
import {bringKubia, bringProgram, wantedPrograms, writeLauncher} from './tools.ts'
import {useCache} from './use-cache.ts'

/** What `up -o json` answers. */
interface Answer {
  name: string
  context: string
  version: string
  nodes: string[]
  urls: string[]
  ready: boolean
}

/** The title of the step from which on there is something to delete. */
const CREATING = 'Create cluster'

/** The kubeconfig that kubectl and kind go by: KUBECONFIG, which may be several files. */
const kubeconfigOf = (env: NodeJS.ProcessEnv): string => env['KUBECONFIG'] || join(homedir(), '.kube/config')

/** Sees to kubia, kubectl and whatever else a cluster takes, for this step and those after it. */
const install = async ({run, runner, env, step}: Action, inputs: Inputs): Promise<Program> => {
  const folder = join(runner.temporary, 'bin')
  const bringing = {exec: run.exec, signal: run.signal, folder}
  const again = {retries: inputs.retries, signal: run.signal}
  const kubia = await step('kubia', async () => {
    const program = await withRetries(
      () => bringKubia(bringing, inputs.version, env),
      again,
      async () => {},
    )
    writeLauncher(folder, program)
    return {detail: inputs.version ?? 'of the action', value: program}
  })
  for (const wanted of wantedPrograms(inputs))
    await step(wanted.program.name, async () => ({
      detail: await withRetries(
        () => bringProgram(bringing, wanted),
        again,
        async () => {},
      ),
      value: undefined,
    }))
  runner.addPath(folder)
  return kubia
}

/** Brings up the cluster, loads images, and has the app run: in this order, since the app may need the images. */
const bringUp = async (surroundings: Surroundings, inputs: Inputs, name: string, again: boolean): Promise<Answer> => {
  // What a try has left is kept, and would be in the way of the next one.
  const recreate = again ? ['--recreate'] : []
  const up = async (args: readonly string[]): Promise<Answer> =>
    JSON.parse(await runKubia(surroundings, ['up', ...args, ...recreate, '--retain'])) as Answer
  if (inputs.load.length === 0) return up([...inputs.cluster, ...inputs.app])
  const answer = await up(inputs.cluster)
  await runKubia(surroundings, ['load', ...inputs.load, '--name', name])
  return inputs.app.length === 0 ? answer : up([...inputs.cluster, ...inputs.app])
}

/** Every node is Ready, or is known to wait for a CNI. @throws KubiaError NODES_NOT_READY */
const checkReady = ({ready, name}: Answer, {allowNoCni}: Inputs): void => {
  if (ready || allowNoCni) return
  throw new KubiaError('NODES_NOT_READY', `no node of ${name} is Ready: its config switches off the CNI`, {
    fix: ['set the input allow-no-cni to true, and install a CNI in a later step'],
  })
}

/** Runs the main step of the action. */
export const main = (env: NodeJS.ProcessEnv = process.env): Promise<void> => {
  const report: {-readonly [K in keyof Report]: Report[K]} = {
    name: '',
    seconds: {},
    nodes: [],
    apps: [],
    urls: [],
  }
  const tell = ({runner, seconds}: Action): void => {
    runner.output('seconds', JSON.stringify(seconds))
    if (report.name !== '') runner.summarise(`${summaryOf({...report, seconds})}\n`)
  }
  const work = async (action: Action): Promise<void> => {
    const {run, runner, reporter, seconds} = action
    const given = readInputs(env)
    const kubia = await install(action, given)
    runner.output('cache-hit', 'false')
    if (given.installOnly) return runner.output('seconds', JSON.stringify(seconds))

    let isOurs = false
    const onStep = ({event, task, elapsedMs}: StepEvent): void => {
      if (event === 'start' && task === CREATING) {
        isOurs = true
        runner.save('created', 'true')
      }
      if (event === 'ok' || event === 'fail') count(seconds, task, elapsedMs)
    }
    const surroundings: Surroundings = {exec: run.exec, kubia, reporter, onStep}
    const planned = [...given.cluster, ...given.app]
    const name = (await runKubia(surroundings, ['up', ...planned, '--dry-run=client'], 'name')).trim()
    const {provider} = given
    const logs = join(runner.temporary, 'logs', name)
    report.name = name
    runner.output('name', name)
    runner.save('cluster', JSON.stringify({name, provider, kubia, logs}))

    const gather = async (folder: string): Promise<void> => {
      await keepLogs(action, {name, provider, folder})
      report.logs = logs
      runner.output('logs', logs)
    }
    const canGather = given.logs !== 'never'
    try {
      const inputs = {...given, cluster: await useCache(action, surroundings, given)}
      const answer = await withRetries(
        tried => bringUp(surroundings, inputs, name, isOurs && tried > 1),
        {retries: inputs.retries, signal: run.signal},
        async (failure, tried) => {
          reporter.note(`${failure.error.message}  [${failure.code}]; once more`, 'warn')
          if (canGather) await gather(join(logs, `try-${tried}`))
        },
      )
      checkReady(answer, inputs)
      const status = await readStatus(surroundings, answer.context)
      Object.assign(report, {...status, urls: answer.urls})
      runner.output('context', answer.context)
      runner.output('kubeconfig', kubeconfigOf(env))
      runner.output('kubernetes-version', answer.version)
      runner.output('nodes', answer.nodes.join(' '))
      runner.output('url', answer.urls[0] ?? '')
      runner.output('urls', JSON.stringify(answer.urls))
      if (inputs.logs === 'always') await gather(logs)
    } catch (error) {
      // A job that is cancelled has seconds: the post step has minutes, and nothing is deleted before it.
      if (canGather && !run.signal.aborted) await gather(logs)
      throw error
    }
    tell(action)
  }
  const onFailure = (action: Action, failure: KubiaFailed): void => {
    action.runner.save('failed', 'true')
    action.runner.output('code', failure.code)
    report.failure = failure
    tell(action)
  }
  return perform(work, onFailure, env)
}

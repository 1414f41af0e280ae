import {perform} from './action.ts'
import {keepLogs} from './evidence.ts'
import {inputOf, readInputs} from './inputs.ts'
import {type Program, runKubia} from './kubia.ts'
import {fillCache} from './use-cache.ts'

/** What the main step kept before it made anything. */
interface Kept {
  name: string
  provider: string
  kubia: Program
  /** The folder for evidence. */
  logs: string
}

/**
 * Runs the post step of the action, whatever became of the job: evidence first, then the cluster goes, if this job made it.
 * What is left of it fails the job.
 */
export const post = (env: NodeJS.ProcessEnv = process.env): Promise<void> =>
  perform(
    async action => {
      const {run, runner, reporter} = action
      const kept = runner.saved('cluster')
      if (kept === '') return
      const {name, provider, kubia, logs} = JSON.parse(kept) as Kept
      const inputs = readInputs(env)
      const hasFailed = runner.saved('failed') !== '' || inputOf(env, 'job-status') !== 'success'
      const isOthers = runner.saved('created') === ''
      if (inputs.logs === 'always' || (inputs.logs === 'on-failure' && hasFailed))
        await keepLogs(action, {name, provider, folder: logs})
      if (isOthers) return reporter.say(`Cluster ${name} is not this step's: it stays as it is`)
      if (inputs.delete === 'never')
        return reporter.say({label: 'Kept', advice: [{command: ['kubectl', 'kubia', 'down', name]}]})
      await runKubia({exec: run.exec, kubia, reporter}, ['down', name])
      if (!hasFailed) await fillCache(action)
    },
    () => {},
    env,
  )

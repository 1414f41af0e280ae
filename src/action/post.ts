import {type Action, perform} from './action.ts'
import {gatherEvidence} from './evidence.ts'
import {inputOf, readInputs} from './inputs.ts'
import {type Program, runKubia} from './kubia.ts'

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
    async ({run, runner, reporter, step}: Action) => {
      const kept = runner.saved('cluster')
      if (kept === '') return
      const {name, provider, kubia, logs} = JSON.parse(kept) as Kept
      const inputs = readInputs(env)
      const hasFailed = runner.saved('failed') !== '' || inputOf(env, 'job-status') !== 'success'
      const isGone = runner.saved('created') === ''
      if (inputs.logs === 'always' || (inputs.logs === 'on-failure' && hasFailed))
        await step('Collect logs', async () => ({
          detail: `${await gatherEvidence(run, {name, provider}, logs)}: ${logs}`,
          value: undefined,
        }))
      if (isGone) return reporter.say(`Cluster ${name} is not this step's: it stays as it is`)
      if (inputs.delete === 'never')
        return reporter.say({label: 'Kept', advice: [{command: ['kubectl', 'kubia', 'down', name]}]})
      await runKubia({exec: run.exec, kubia, reporter}, ['down', name])
    },
    () => {},
    env,
  )

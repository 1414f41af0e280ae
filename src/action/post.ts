import {type Action, perform} from './action.ts'
import {cacheService} from './cache-service.ts'
import {gatherEvidence} from './evidence.ts'
import {inputOf, readInputs} from './inputs.ts'
import {type Program, runKubia} from './kubia.ts'
import {nodeImage, putIntoCache} from './node-image.ts'

/** What the main step kept before it made anything. */
interface Kept {
  name: string
  provider: string
  kubia: Program
  /** The folder for evidence. */
  logs: string
}

/** Keeps the node image that was pulled, where that was asked for. A cache that fails does not fail the job. */
const fillCache = async ({run, runner, reporter, env, step}: Action): Promise<void> => {
  const service = cacheService(env, run.signal)
  const image = nodeImage(runner.saved('image'))
  if (!service || !image) return
  await step('Cache', async () => {
    const isKept = await putIntoCache(run.exec, service, image, runner.temporary).catch((error: Error) => {
      run.signal.throwIfAborted()
      reporter.note(`${image.tag} is not in the cache: ${error.message}`, 'warn')
      return false
    })
    return {detail: `${image.tag} ${isKept ? 'is kept' : 'is not kept by this job'}`, value: undefined}
  })
}

/**
 * Runs the post step of the action, whatever became of the job: evidence first, then the cluster goes, if this job made it.
 * What is left of it fails the job.
 */
export const post = (env: NodeJS.ProcessEnv = process.env): Promise<void> =>
  perform(
    async action => {
      const {run, runner, reporter, step} = action
      const kept = runner.saved('cluster')
      if (kept === '') return
      const {name, provider, kubia, logs} = JSON.parse(kept) as Kept
      const inputs = readInputs(env)
      const hasFailed = runner.saved('failed') !== '' || inputOf(env, 'job-status') !== 'success'
      const isGone = runner.saved('created') === ''
      if (inputs.logs === 'always' || (inputs.logs === 'on-failure' && hasFailed))
        await step('Keep logs', async () => ({
          detail: `${await gatherEvidence(run, {name, provider}, logs)}: ${logs}`,
          value: undefined,
        }))
      if (isGone) return reporter.say(`Cluster ${name} is not this step's: it stays as it is`)
      if (inputs.delete === 'never')
        return reporter.say({label: 'Kept', advice: [{command: ['kubectl', 'kubia', 'down', name]}]})
      await runKubia({exec: run.exec, kubia, reporter}, ['down', name])
      if (!hasFailed) await fillCache(action)
    },
    () => {},
    env,
  )

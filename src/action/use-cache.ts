import type {Action} from './action.ts'
import {cacheService} from './cache-service.ts'
import type {Inputs} from './inputs.ts'
import {runKubia, type Surroundings} from './kubia.ts'
import {imagesOf, nodeImage, putIntoCache, takeFromCache, withImage} from './node-image.ts'

const WORDS = {here: 'on this machine', hit: 'from the cache', miss: 'not there yet'} as const

/**
 * Takes the node image from the cache. A cache that fails does not fail the job: the image is pulled then.
 * @returns the arguments of `up`, with the image where it came from there
 */
export const useCache = async (
  {run, runner, reporter, env, step}: Action,
  surroundings: Surroundings,
  {cache, cluster, provider}: Inputs,
): Promise<string[]> => {
  if (!cache) return cluster
  const service = cacheService(env, run.signal)
  if (!service) {
    reporter.note('there is no cache here: ACTIONS_RESULTS_URL and ACTIONS_RUNTIME_TOKEN are not set', 'warn')
    return cluster
  }
  const answer = await runKubia(surroundings, ['up', ...cluster, '--dry-run=client'])
  const [name, ...more] = await imagesOf(run.exec, provider, JSON.parse(answer) as Record<string, unknown>)
  const image = name === undefined || more.length > 0 ? undefined : nodeImage(name)
  if (!image) {
    reporter.note(`the cache keeps one image, by its digest, which ${name ?? 'this provider'} has not`, 'warn')
    return cluster
  }
  const found = await step('Cache', async () => {
    const value = await takeFromCache(run.exec, service, image).catch((error: Error) => {
      run.signal.throwIfAborted()
      return error
    })
    return {detail: `${image.tag}: ${value instanceof Error ? value.message : WORDS[value]}`, value}
  })
  if (found === 'miss') runner.save('image', image.image)
  if (found !== 'hit') return cluster
  runner.output('cache-hit', 'true')
  return withImage(cluster, image)
}

/** Keeps the node image that was pulled, where the main step asked for that. A cache that fails does not fail the job. */
export const fillCache = async ({run, runner, reporter, env, step}: Action): Promise<void> => {
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

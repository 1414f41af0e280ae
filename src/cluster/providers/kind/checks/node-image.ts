import {imageUnavailable, registryAnswered} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {type Check, notHere} from '../../../check.ts'
import {shortImage} from '../../../node-image.ts'
import {isLocalImage} from '../node-image.ts'
import type {KindFacts} from './kind-facts.ts'

/** No image has this tag: a registry that says so can be reached, and lets this engine in. */
const NO_SUCH_TAG = 'kubia-asks-whether-you-answer'
/** How long a registry may take to say so, in ms. */
const REGISTRY_LIMIT_MS = 10_000

/** Where an image comes from, without tag and digest. */
export const repositoryOf = (image: string): string => shortImage(image).replace(/:[^:/]+$/, '')

/**
 * Asks the registry of an image, through the engine: it is the engine that pulls, with proxies, mirrors, certificates
 * and logins of its own. A tag that does not exist is asked for, so nothing is pulled.
 * @returns the engine's words where the registry does not let it in, or undefined
 */
const registryRefusal = async (exec: Exec, engine: string, image: string): Promise<string | undefined> => {
  try {
    const command = {program: engine, args: ['pull', `${repositoryOf(image)}:${NO_SUCH_TAG}`]}
    await exec(command, {timeoutMs: REGISTRY_LIMIT_MS, waitsFor: `the registry of ${shortImage(image)}`})
    return undefined
  } catch (error) {
    if (error instanceof KubiaError && error.code === 'TIMEOUT') return `${error.message} (timeout)`
    if (!(error instanceof CommandFailed)) throw error
    return registryAnswered(error.result.stderr) ? undefined : error.result.stderr
  }
}

export const nodeImageCheck = ({engine, images: needed}: KindFacts): Check => ({
  id: 'node-image',
  title: 'node image',
  commands: ['up'],
  forNewNodes: true,
  hasWayOut: true,
  async run({exec, request}) {
    const {program} = await engine.known()
    const images = await needed.ask()
    if (images.length === 0) return notHere('this release of kind knows its own')
    const here = await Promise.all(images.map(image => isLocalImage(exec, program, image)))
    const missing = images.filter((_, index) => !here[index])
    const refusals = await Promise.all(
      missing.map(async image => ({image, words: await registryRefusal(exec, program, image)})),
    )
    const refused = refusals.flatMap(({image, words}) => (words === undefined ? [] : [{image, words}]))
    const [first] = refused
    if (!first)
      return `${images.map(shortImage).join(', ')} (${missing.length > 0 ? 'to be pulled; the registry answers' : 'on this machine'})`
    const where = {cluster: request.spec?.name ?? 'kubia', engine: program}
    const problems = refused.map(({image, words}) => imageUnavailable(image, words, where))
    throw new KubiaError('IMAGE_UNAVAILABLE', problems.map(({message}) => message).join('\n'), {
      evidence: problems[0]?.evidence ?? [],
      fix: problems[0]?.fix ?? [],
    })
  },
})

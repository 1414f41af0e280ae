import {registryAnswered} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {shortImage} from '../../../node-image.ts'

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
export const registryRefusal = async (exec: Exec, engine: string, image: string): Promise<string | undefined> => {
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

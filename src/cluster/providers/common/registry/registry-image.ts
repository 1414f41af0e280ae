import {registryUnavailable} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {isLocalImage} from '../images/engine-image.ts'
import {registryRefusal} from '../images/registry-refusal.ts'
import {registryImage} from './commands.ts'

/** @param output what the engine's pull printed */
const unavailable = (engine: string, image: string, output: string): KubiaError => {
  const {message, ...details} = registryUnavailable(image, output, {cluster: '', engine})
  return new KubiaError('IMAGE_UNAVAILABLE', message, {...details, keep: true})
}

/** As `RegistryHost.checkImage`. */
export const checkImage = async (exec: Exec, engine: string): Promise<string> => {
  const image = registryImage(engine)
  if (await isLocalImage(exec, engine, image)) return `${image} (on this machine)`
  const words = await registryRefusal(exec, engine, image)
  if (words !== undefined) throw unavailable(engine, image, words)
  return `${image} (to be pulled; the registry answers)`
}

/** As `RegistryHost.fetchImage`. */
export const fetchImage = async (exec: Exec, engine: string, report: (detail: string) => void): Promise<void> => {
  const image = registryImage(engine)
  if (await isLocalImage(exec, engine, image)) return
  report(`pulling ${image}`)
  try {
    await exec({program: engine, args: ['pull', image]}, {onLine: line => report(`pulling ${image}: ${line}`)})
  } catch (error) {
    throw error instanceof CommandFailed && error.code === 'COMMAND_FAILED'
      ? unavailable(engine, image, error.result.stderr)
      : error
  }
}

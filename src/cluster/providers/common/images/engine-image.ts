import {askMeant, didYouMean} from '../../../../errors/did-you-mean.ts'
import {ENGINE_IMAGE_MISSING, recognise} from '../../../../errors/known/index.ts'
import {KubiaError} from '../../../../errors/kubia-error.ts'
import {isRecord, readAnswer} from '../../../../process/answer.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {inspectImageCommand, listImagesCommand} from './commands.ts'
import {fullName, isImageId} from './image-name.ts'

/** An image of the local engine. */
export interface EngineImage {
  /** Its digest, as the engine names it: the configuration's, or, with containerd's store, the manifest's. */
  id: string
  /** The name that it is saved by. */
  savedAs: string
  /** The full name that it is to have on the nodes. */
  wanted: string
  /** Bytes, unpacked or packed as the engine keeps it: near what its archive has. */
  size: number
  /** `linux/amd64`; empty where the engine does not say it. */
  platform: string
}

/** An image's configuration, as the OCI image specification has it. */
export interface ImageConfig {
  /** `{"80/tcp": {}, "53/udp": {}}` */
  ExposedPorts?: Record<string, unknown> | null
}

/** The part of the engine's answer that is read. */
interface InspectedImage {
  Id: string
  RepoTags?: string[] | null
  Size?: number
  Os?: string
  Architecture?: string
  Variant?: string
  Config?: ImageConfig | null
}

/** The engine's answer for one image: a list of one. @throws KubiaError ANSWER_UNREADABLE */
export const readInspectedImage = (engine: string, json: string): InspectedImage => {
  const isAnswer = (value: unknown): boolean =>
    Array.isArray(value) && value.length === 1 && isRecord(value[0]) && typeof value[0]['Id'] === 'string'
  const [found] = readAnswer<[InspectedImage]>(`${engine} image inspect`, json, isAnswer)
  return found
}

/** What podman puts in front of names that have no registry. */
const PODMAN_REGISTRY = 'localhost/'

/** The image behind the engine's answer. @throws KubiaError IMAGE_MISSING where it has no name that nodes could use */
export const readEngineImage = (engine: string, word: string, json: string): EngineImage => {
  const found = readInspectedImage(engine, json)
  const id = found.Id.startsWith('sha256:') ? found.Id : `sha256:${found.Id}`
  const tags = (found.RepoTags ?? []).filter(tag => !tag.includes('<none>'))
  const named = tags.find(tag => fullName(tag) === fullName(word))
  const savedAs = named ?? tags.find(tag => fullName(tag) === fullName(PODMAN_REGISTRY + word)) ?? tags[0]
  if (savedAs === undefined)
    throw new KubiaError('IMAGE_MISSING', `the image ${word} has no name, so that no pod could ask for it`, {
      fix: [
        {
          command: [engine, 'tag', word, 'web:v1'],
          comment: 'gives it a name, such as web:v1, by which it can be loaded',
        },
      ],
    })
  return {
    id,
    savedAs,
    wanted: fullName(named === undefined && isImageId(word, id) ? savedAs : word),
    size: found.Size ?? 0,
    platform: [found.Os, found.Architecture, found.Variant].filter(Boolean).join('/'),
  }
}

const missingImage = async (exec: Exec, engine: string, word: string): Promise<KubiaError> => {
  const {stdout} = await exec(listImagesCommand(engine), {allowFailure: true})
  const names = stdout.split('\n').filter(line => line !== '' && !line.includes('<none>'))
  const near = didYouMean(word, [...names, ...names.map(name => name.replace(/:latest$/, ''))])
  return new KubiaError('IMAGE_MISSING', `there is no image ${word} on this machine (asked ${engine})`, {
    fix: [
      ...(near === undefined ? [] : [askMeant(near)]),
      {command: `${engine} pull ${word}`, comment: 'pulls it'},
      {command: [engine, 'build', '-t', word, '.'], comment: 'or builds it, in the folder with its Dockerfile'},
    ],
  })
}

/**
 * What the engine knows of an image.
 * @throws KubiaError IMAGE_MISSING with the name that was most likely meant; CommandFailed where the engine fails
 */
export const findEngineImage = async (exec: Exec, engine: string, word: string): Promise<EngineImage> => {
  const command = inspectImageCommand(engine, word)
  const result = await exec(command, {allowFailure: true})
  if (result.exitCode === 0) return readEngineImage(engine, word, result.stdout)
  if (!recognise(result.stderr, ENGINE_IMAGE_MISSING)) throw new CommandFailed(command, result)
  throw await missingImage(exec, engine, word)
}

/** Whether the engine has an image. @throws CommandFailed where the engine does not answer */
export const isLocalImage = async (exec: Exec, engine: string, image: string): Promise<boolean> => {
  const command = {program: engine, args: ['image', 'inspect', '--format', '{{.Id}}', image]}
  const result = await exec(command, {allowFailure: true, waitsFor: engine})
  if (result.exitCode === 0) return true
  const failed = new CommandFailed(command, result)
  // An engine that is down says nothing of its images.
  if (failed.code !== 'COMMAND_FAILED') throw failed
  return false
}

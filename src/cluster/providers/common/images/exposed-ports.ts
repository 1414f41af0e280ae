import {readAnswer} from '../../../../process/answer.ts'
import type {Command} from '../../../../process/command.ts'
import type {Exec} from '../../../../process/exec.ts'
import {kubernetesNodes, type LocalCluster} from '../../../provider.ts'
import {inspectImageCommand, nodeContentCommand, nodeImagesCommand} from './commands.ts'
import {type ImageConfig, readInspectedImage} from './engine-image.ts'
import {fullName} from './image-name.ts'
import {readNodeImages} from './node-images.ts'

/** How long an engine or a node may take to say what it knows of an image, in ms. */
const ANSWER_LIMIT_MS = 10_000

/** The TCP ports of an image's configuration; a port without a protocol is one. */
export const portsOfConfig = (config: ImageConfig | null | undefined): number[] =>
  Object.keys(config?.ExposedPorts ?? {})
    .flatMap(key => /^(\d{1,5})(?:\/tcp)?$/.exec(key)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)

/** What a command answers; undefined where it failed: what was asked does not have the image. */
const ask = async (exec: Exec, command: Command): Promise<string | undefined> => {
  const {exitCode, stdout} = await exec(command, {allowFailure: true, timeoutMs: ANSWER_LIMIT_MS})
  return exitCode === 0 ? stdout : undefined
}

/** An index, a manifest or a configuration of the OCI image specification. */
interface ImageContent {
  /** Of an index: an image for each platform. */
  manifests?: {digest?: string}[]
  /** Of a manifest where its configuration is; of a configuration what programs are run with. */
  config?: {digest?: string} & ImageConfig
}

/** The configuration that a digest leads to: over a manifest, and over an index where there are several platforms. */
const findConfig = async (
  read: (digest: string) => Promise<ImageContent | undefined>,
  digest: string,
): Promise<ImageConfig | undefined> => {
  const content = await read(digest)
  if (content?.config) return content.config.digest ? findConfig(read, content.config.digest) : content.config
  // Of an index a node has the image for its own platform alone.
  for (const {digest: of} of content?.manifests ?? []) {
    const found = of === undefined ? undefined : await findConfig(read, of)
    if (found) return found
  }
  return undefined
}

/** The configuration of an image on a node; undefined where it does not have the image. */
const configOnNode = async (
  exec: Exec,
  engine: string,
  node: string,
  image: string,
): Promise<ImageConfig | undefined> => {
  const name = fullName(image)
  const table = await ask(exec, nodeImagesCommand(engine, node, [`name==${name}`]))
  const digest = readNodeImages(table ?? '').get(name)
  const read = async (of: string): Promise<ImageContent | undefined> => {
    const content = await ask(exec, nodeContentCommand(engine, node, of))
    return content === undefined ? undefined : readAnswer<ImageContent>('ctr content get', content)
  }
  return digest === undefined ? undefined : findConfig(read, digest)
}

/**
 * The TCP ports that an image exposes, by the engine that has it, else by a node that runs.
 * @returns none where it exposes none, and where nobody has it
 */
export const exposedPorts = async (
  exec: Exec,
  engine: string,
  cluster: LocalCluster,
  image: string,
): Promise<number[]> => {
  const here = await ask(exec, inspectImageCommand(engine, image))
  if (here !== undefined) return portsOfConfig(readInspectedImage(engine, here).Config)
  const asked = kubernetesNodes(cluster).filter(({running}) => running)
  const answers = await Promise.all(asked.map(({name}) => configOnNode(exec, engine, name, image)))
  return portsOfConfig(answers.find(answer => answer !== undefined))
}

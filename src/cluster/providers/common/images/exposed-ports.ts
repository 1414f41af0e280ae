import {readAnswer} from '../../../../process/answer.ts'
import type {Command} from '../../../../process/command.ts'
import type {Exec} from '../../../../process/exec.ts'
import type {LocalCluster} from '../../../provider.ts'
import {inspectImageCommand, inspectNodeImageCommand} from './commands.ts'
import {type ImageConfig, readInspectedImage} from './engine-image.ts'

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

/** The part of `crictl inspecti` that is read. */
interface NodeImage {
  info?: {imageSpec?: {config?: ImageConfig}}
}

/**
 * The TCP ports that an image exposes, by the engine that has it, else by a node that runs.
 * @returns none where it exposes none, and where nobody has it
 */
export const exposedPorts = async (
  exec: Exec,
  engine: string,
  {nodes}: LocalCluster,
  image: string,
): Promise<number[]> => {
  const here = await ask(exec, inspectImageCommand(engine, image))
  if (here !== undefined) return portsOfConfig(readInspectedImage(engine, here).Config)
  const asked = nodes.filter(({role, running}) => running && role !== 'external-load-balancer')
  const answers = await Promise.all(asked.map(({name}) => ask(exec, inspectNodeImageCommand(engine, name, image))))
  const found = answers.find(answer => answer !== undefined)
  return found === undefined
    ? []
    : portsOfConfig(readAnswer<NodeImage>('crictl inspecti', found).info?.imageSpec?.config)
}

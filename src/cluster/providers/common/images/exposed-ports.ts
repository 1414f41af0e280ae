import {isRecord, readAnswer} from '../../../../process/answer.ts'
import type {Command} from '../../../../process/command.ts'
import type {Exec} from '../../../../process/exec.ts'
import type {LocalCluster} from '../../../provider.ts'
import {inspectImageCommand, inspectNodeImageCommand} from './commands.ts'

/** How long an engine or a node may take to say what it knows of an image, in ms. */
const ANSWER_LIMIT_MS = 10_000

/** An image's configuration, as the OCI image specification has it. */
interface ImageConfig {
  /** `{"80/tcp": {}, "53/udp": {}}` */
  ExposedPorts?: Record<string, unknown> | null
}

/** The TCP ports of an image's configuration; a port without a protocol is one. */
export const portsOfConfig = (config: ImageConfig | null | undefined): number[] =>
  Object.keys(config?.ExposedPorts ?? {})
    .flatMap(key => /^(\d{1,5})(?:\/tcp)?$/.exec(key)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b)

/** An answer's object; undefined where the command failed: what was asked does not have the image. */
const inspect = async <T>(exec: Exec, command: Command): Promise<T | undefined> => {
  const {exitCode, stdout} = await exec(command, {allowFailure: true, timeoutMs: ANSWER_LIMIT_MS})
  return exitCode === 0 ? readAnswer<T>(command.args.slice(0, 2).join(' '), stdout, isRecord) : undefined
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
  const here = await inspect<{Config?: ImageConfig}>(exec, inspectImageCommand(engine, image))
  if (here) return portsOfConfig(here.Config)
  const asked = nodes.filter(({role, running}) => running && role !== 'external-load-balancer')
  const answers = await Promise.all(
    asked.map(({name}) =>
      inspect<{info?: {imageSpec?: {config?: ImageConfig}}}>(exec, inspectNodeImageCommand(engine, name, image)),
    ),
  )
  return portsOfConfig(answers.find(answer => answer !== undefined)?.info?.imageSpec?.config)
}

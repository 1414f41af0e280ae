import {KubiaError} from '../../../../errors/kubia-error.ts'
import type {Command} from '../../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../../process/exec.ts'
import {builtName, contentName} from './built-name.ts'
import {findEngineImage} from './engine-image.ts'

/** What an image is built from. */
export interface BuildSource {
  /** The folder that the build may read. */
  folder: string
  /** The Dockerfile, where it is not the folder's own. */
  dockerfile?: string | undefined
  /** The registry that the image is for: `localhost:5001`; without it the nodes get the image from this machine. */
  registry?: string | undefined
}

const EVIDENCE_LINES = 5

/**
 * Flags of a build that not every engine has: `--load` hands the image to the engine, which a BuildKit in a container
 * keeps to itself; without `--force-rm` docker's old builder leaves the container of a step that fails.
 */
const FLAGS = ['--load', '--force-rm']

/** Prints the help, which names the flags of a build. */
export const buildHelpCommand = (engine: string): Command => ({program: engine, args: ['build', '--help']})

/** Those of FLAGS that the help of a build names. */
export const buildFlags = (help: string): string[] =>
  FLAGS.filter(flag => help.split('\n').some(line => line.trim().split(/[\s=,]/)[0] === flag))

export const buildCommand = (
  engine: string,
  app: string,
  {folder, dockerfile, registry}: BuildSource,
  flags: readonly string[] = [],
): Command => ({
  program: engine,
  args: [
    'build',
    ...flags,
    ...(dockerfile === undefined ? [] : ['--file', dockerfile]),
    '--tag',
    builtName(app, registry),
    folder,
  ],
  // Lines that stay, also where BuildKit would find a terminal.
  env: {BUILDKIT_PROGRESS: 'plain'},
})

export const tagImageCommand = (engine: string, from: string, to: string): Command => ({
  program: engine,
  args: ['tag', from, to],
})

/** Sends an image to its registry. podman asks by HTTPS alone, also on this machine, unless it is told not to. */
export const pushCommand = (engine: string, image: string): Command => ({
  program: engine,
  args: ['push', ...(engine === 'podman' ? ['--tls-verify=false'] : []), image],
})

/**
 * What a build does, from a line of its output: `2/5 COPY a /a`. docker's old builder says `Step 2/5 : COPY a /a`,
 * podman `STEP 2/5: COPY a /a`, BuildKit `#7 [2/5] COPY a /a`, with the stage's name in front of the number.
 */
export const readBuildStep = (line: string): string | undefined => {
  const [, place, what] =
    /^step (\d+\/\d+) ?: (.+)/i.exec(line) ?? /^#\d+ \[(?:\S+ +)?(\d+\/\d+)\] (.+)/.exec(line) ?? []
  return place === undefined ? undefined : `${place} ${what?.trim()}`
}

/** A base image that the registry did not give: the words of docker, BuildKit, podman and Go's network. */
const NO_BASE =
  /pull access denied|manifest unknown|failed to resolve source metadata|no such host|dial tcp|i\/o timeout|toomanyrequests|unauthorized/i

/** The base image that a build could not have: the one that its last words name, else that of its last step. */
const baseImage = (lines: readonly string[], last: readonly string[]): string | undefined => {
  const refused = /(?:access denied|source metadata) for ([\w./:-]+?)[:,]?(?:\s|$)/
  const step = /\bFROM (?:--\S+ )*([^\s@]+)/
  const named = (pattern: RegExp, from: readonly string[]): string | undefined =>
    from.flatMap(line => pattern.exec(line)?.[1] ?? []).at(-1)
  return named(refused, last) ?? named(step, lines)
}

const buildFailed = (command: Command, app: string, output: readonly string[]): KubiaError => {
  const lines = output.filter(
    line =>
      line.trim() !== '' && !/^DEPRECATED:|Install the buildx|^\s*https:\/\/docs\.docker\.com\/go\/buildx/.test(line),
  )
  const evidence = lines.slice(-EVIDENCE_LINES)
  const details = {evidence, left: 'nothing was deployed'}
  const folder = command.args.at(-1)
  if (evidence.some(line => NO_BASE.test(line))) {
    const base = baseImage(lines, evidence)
    return new KubiaError(
      'IMAGE_UNAVAILABLE',
      `the image for ${app} cannot be built: its base image cannot be pulled`,
      {
        ...details,
        fix: [
          base === undefined
            ? 'pull the image that FROM names, to see why'
            : {command: [command.program, 'pull', base], comment: 'to see why'},
        ],
      },
    )
  }
  return new KubiaError('BUILD_FAILED', `${command.program} cannot build the image for ${app} from ${folder}`, details)
}

/**
 * Builds an image with the engine and names it by its content, so that only a changed source has another name.
 * @returns the name. @throws KubiaError BUILD_FAILED, or IMAGE_UNAVAILABLE for a base image, with the last lines
 */
export const buildImage = async (
  exec: Exec,
  engine: string,
  app: string,
  source: BuildSource,
  onProgress: (detail: string) => void,
): Promise<string> => {
  const help = await exec(buildHelpCommand(engine), {allowFailure: true})
  const command = buildCommand(engine, app, source, buildFlags(help.stdout))
  const output: string[] = []
  try {
    await exec(command, {
      onLine: line => {
        output.push(line)
        const step = readBuildStep(line)
        if (step) onProgress(step)
      },
    })
  } catch (error) {
    if (error instanceof CommandFailed) throw buildFailed(command, app, output)
    throw error
  }
  const built = builtName(app, source.registry)
  const {id} = await findEngineImage(exec, engine, built)
  const name = contentName(app, id, source.registry)
  await exec(tagImageCommand(engine, built, name))
  return name
}

import {distinctAdvice} from '../../../errors/advice.ts'
import {
  ENGINE_FAILURES,
  ENGINE_REFUSALS,
  type FailureContext,
  recognise,
  startAdvice,
} from '../../../errors/known/index.ts'
import {KubiaError} from '../../../errors/kubia-error.ts'
import {readAnswer} from '../../../process/answer.ts'
import type {Command} from '../../../process/command.ts'
import type {EngineProgram} from '../../../process/engine-program.ts'
import {CommandFailed, type Exec, ProgramMissing} from '../../../process/exec.ts'

/** A container engine that kind can use. */
export interface Engine {
  program: string
  /** The version of the daemon, where there is one, else of the program: `20.10.24`. */
  version: string
}

interface EngineKind {
  program: EngineProgram
  /** How the first line of `PROGRAM -v` begins; distinguishes docker from podman's stand-in for it. */
  banner: RegExp
  /** The version's place in the JSON of `version`, the daemon's first. */
  version: (json: EngineVersionJson) => string | undefined
  versionFormat: string
}

interface EngineVersionJson {
  Client?: {Version?: string} | null
  Server?: {Version?: string} | null
}

const version = (json: EngineVersionJson): string | undefined => json.Server?.Version ?? json.Client?.Version

/** The engines, in the order of ENGINE_PROGRAMS. */
const ENGINES: readonly EngineKind[] = [
  {program: 'docker', banner: /^Docker version/, version, versionFormat: '{{json .}}'},
  {program: 'nerdctl', banner: /^nerdctl version/, version, versionFormat: '{{json .}}'},
  {program: 'finch', banner: /^finch version/, version, versionFormat: '{{json .}}'},
  {program: 'podman', banner: /^podman version/, version, versionFormat: 'json'},
]

/** How long an engine may take to print its version, in ms: a daemon that hangs must not hang kubia. */
const VERSION_TIMEOUT_MS = 15_000

const INSTALL = [
  {command: 'sudo apt-get install docker.io', comment: 'on Debian and Ubuntu'},
  {command: 'sudo dnf install docker-ce', comment: 'on Fedora, which has podman as well'},
  {command: 'brew install --cask docker', comment: 'on macOS'},
]

const isPresent = async (exec: Exec, {program, banner}: EngineKind): Promise<boolean> => {
  try {
    const {stdout} = await exec({program, args: ['-v']}, {timeoutMs: VERSION_TIMEOUT_MS, waitsFor: program})
    return banner.test(stdout)
  } catch (error) {
    if (error instanceof ProgramMissing || error instanceof CommandFailed) return false
    throw error
  }
}

/**
 * The engine that kind would choose: the one named by KIND_EXPERIMENTAL_PROVIDER, else the first that is installed.
 * As kind does, it goes on where the variable names none that it knows.
 * @throws KubiaError ENGINE_MISSING where none is
 */
export const detectEngine = async (
  exec: Exec,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<EngineKind> => {
  const named = env['KIND_EXPERIMENTAL_PROVIDER']
  const engine = ENGINES.find(({program}) => program === named)
  if (engine) return engine
  for (const engine of ENGINES) if (await isPresent(exec, engine)) return engine
  throw new KubiaError('ENGINE_MISSING', 'no container engine found (docker, nerdctl, podman)', {
    fix: INSTALL,
  })
}

/** What KIND_EXPERIMENTAL_PROVIDER says, where kind takes no notice of it; with the engines that it knows. */
export const ignoredEngine = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): {named: string; known: string} | undefined => {
  const named = env['KIND_EXPERIMENTAL_PROVIDER']
  if (!named || ENGINES.some(({program}) => program === named)) return undefined
  return {named, known: ENGINES.map(({program}) => program).join(', ')}
}

/** Where docker goes when nothing says otherwise. */
const DEFAULT_ENDPOINT = 'unix:///var/run/docker.sock'

/** What an engine's refusal means: one that is known by its words, else by what all have in common. */
const engineFailure = (program: string, stderr: string): KubiaError => {
  const where: FailureContext = {cluster: '', engine: program, dockerHost: process.env['DOCKER_HOST']}
  const known = recognise(stderr, [...ENGINE_FAILURES, ...ENGINE_REFUSALS], where)
  if (known) return known
  return new KubiaError('ENGINE_DOWN', `${program} is installed, but its daemon does not answer`, {
    evidence: stderr.trim().split('\n').slice(-2),
    fix: [
      ...distinctAdvice([
        ...startAdvice(where, where.dockerHost || DEFAULT_ENDPOINT),
        {command: `${program} info`, comment: 'says what is missing'},
      ]),
    ],
  })
}

/**
 * Finds the engine and asks it for its version, which shows that its daemon answers and that this user may talk to it.
 * @throws KubiaError ENGINE_MISSING, ENGINE_DOWN or ENGINE_PERMISSION.
 */
export const connectEngine = async (exec: Exec): Promise<Engine> => {
  const kind = await detectEngine(exec)
  const command: Command = {program: kind.program, args: ['version', '--format', kind.versionFormat]}
  try {
    const {stdout} = await exec(command, {timeoutMs: VERSION_TIMEOUT_MS, waitsFor: kind.program})
    const found = kind.version(readAnswer<EngineVersionJson>(`${kind.program} version`, stdout)) ?? 'of unknown version'
    return {program: kind.program, version: found.replace(/\+.*/, '')}
  } catch (error) {
    if (error instanceof ProgramMissing)
      throw new KubiaError('ENGINE_MISSING', `${kind.program} is not on PATH`, {
        fix: [
          {command: 'unset KIND_EXPERIMENTAL_PROVIDER', comment: `it names ${kind.program}`},
          `or bring ${kind.program} onto PATH`,
        ],
      })
    if (error instanceof CommandFailed) throw engineFailure(kind.program, error.result.stderr)
    if (error instanceof KubiaError && error.code === 'ANSWER_UNREADABLE')
      throw new KubiaError('ENGINE_DOWN', error.message, error.details)
    if (error instanceof KubiaError && error.code === 'TIMEOUT') throw engineFailure(kind.program, error.message)
    throw error
  }
}

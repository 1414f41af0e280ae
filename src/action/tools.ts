import {existsSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {PUBLISHED_KUBECTL} from '../api-server/published-kubectl.ts'
import {definitionOf} from '../cluster/providers/index.ts'
import type {Exec} from '../process/exec.ts'
import {findProgram} from '../process/find-program.ts'
import {ownVersion, packageRoot} from '../process/package-root.ts'
import {type PublishedProgram, releaseIn} from '../process/published-program.ts'
import {quoteWord} from '../text/quote-word.ts'
import {download} from './download.ts'
import type {Inputs} from './inputs.ts'
import type {Program} from './kubia.ts'

/** Names of processors as Go has them, by Node's. */
const GO_ARCH: Readonly<Record<string, string>> = {x64: 'amd64'}

/** What bringing programs takes. */
export interface Bringing {
  exec: Exec
  signal: AbortSignal
  /** The folder that programs go to, which is the first on PATH. */
  folder: string
}

/** A program, and the release of it that is asked for: undefined where any will do. */
export interface Wanted {
  program: PublishedProgram
  release: string | undefined
}

/** The programs of others that a cluster takes. */
export const wantedPrograms = ({provider, kindVersion, kubectlVersion}: Inputs): Wanted[] => {
  const {program} = definitionOf(provider)
  return [{program: PUBLISHED_KUBECTL, release: kubectlVersion}, ...(program ? [{program, release: kindVersion}] : [])]
}

/**
 * Sees to a program: one on PATH is used, if it is of the release that is asked for; else it is brought.
 * @returns in a few words what was found @throws KubiaError DOWNLOAD_FAILED
 */
export const bringProgram = async ({exec, signal, folder}: Bringing, {program, release}: Wanted): Promise<string> => {
  const found = findProgram(program.name)
  if (found !== undefined) {
    if (release === undefined) return found
    const {stdout} = await exec({program: found, args: program.ask}, {allowFailure: true})
    if (releaseIn(stdout) === release) return `${release} (${found})`
  }
  const version = release ?? program.version
  const url = program.url(version, `${process.platform}-${GO_ARCH[process.arch] ?? process.arch}`)
  await download({url, sums: url + program.sumEnding}, join(folder, program.name), signal)
  return `${version} (${new URL(url).host})`
}

/** Where the releases of the action's own repository are; an action that is used as `./` is of the job's own. */
const releasesUrl = (env: NodeJS.ProcessEnv): string =>
  `${env['GITHUB_SERVER_URL']}/${env['GITHUB_ACTION_REPOSITORY'] || env['GITHUB_REPOSITORY']}/releases/download`

/**
 * The kubia that is asked for: the action's own with the runner's Node, or the archive of another release.
 * @throws KubiaError DOWNLOAD_FAILED
 */
export const bringKubia = async (
  {exec, signal, folder}: Bringing,
  version: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Program> => {
  if (version === undefined || version === ownVersion())
    return {program: process.execPath, args: [join(packageRoot(), 'bin/kubectl-kubia')]}
  const name = `kubectl-kubia-${version}-${process.platform}-${process.arch}`
  const program = join(folder, name, 'bin/kubectl-kubia')
  if (!existsSync(program)) {
    const release = `${releasesUrl(env)}/v${version}`
    const archive = join(folder, `${name}.tar.gz`)
    await download({url: `${release}/${name}.tar.gz`, sums: `${release}/SHA256SUMS`}, archive, signal)
    await exec({program: 'tar', args: ['-xzf', archive, '-C', folder]})
  }
  return {program, args: []}
}

/** Has `kubectl kubia` and `kubectl-kubia` lead to that kubia: in a folder that goes on PATH. */
export const writeLauncher = (folder: string, {program, args}: Program): void => {
  mkdirSync(folder, {recursive: true})
  const words = [program, ...args].map(quoteWord).join(' ')
  writeFileSync(join(folder, 'kubectl-kubia'), `#!/bin/sh\nexec ${words} "$@"\n`, {mode: 0o755})
}

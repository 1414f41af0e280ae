import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {KubiaError} from '../errors/kubia-error.ts'
import type {Command} from '../process/command.ts'
import {CommandFailed, type Exec} from '../process/exec.ts'
import type {ImageOnNodes} from './provider.ts'

/** `kind load docker-image`: kind itself leaves nodes alone that have the image already. */
export const loadCommand = (name: string, image: string): Command => ({
  program: 'kind',
  args: ['load', 'docker-image', image, '--name', name],
})

/** Asks the engine for the image's platform; fails where it does not have the image. */
export const platformCommand = (engine: string, image: string): Command => ({
  program: engine,
  args: ['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image],
})

/** Saves one platform of an image (Docker 28 and later know `--platform`). */
export const saveCommand = (engine: string, image: string, platform: string, file: string): Command => ({
  program: engine,
  args: ['save', '--platform', platform, '-o', file, image],
})

export const loadArchiveCommand = (name: string, file: string): Command => ({
  program: 'kind',
  args: ['load', 'image-archive', file, '--name', name],
})

/** The nodes that kind says it brings the image to (kind v0.33, pkg/cmd/kind/load/docker-image). */
export const readLoadedNodes = (output: string): string[] =>
  [...output.matchAll(/not yet present on node "([^"]+)"/g)].map(([, node]) => node as string)

/** kind's import wants all platforms of an image, and an engine with containerd's store keeps only one (kind#3795). */
const LACKS_PLATFORMS = /content digest \S+: not found|failed to (?:load|import) image|ctr: /

const loadOnePlatform = async (
  exec: Exec,
  engine: string,
  name: string,
  image: string,
  platform: string,
): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'kubia-image-'))
  try {
    const file = join(folder, 'image.tar')
    await exec(saveCommand(engine, image, platform, file))
    await exec(loadArchiveCommand(name, file))
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

const cannotLoad = (image: string, name: string, error: CommandFailed): KubiaError =>
  new KubiaError('IMAGE_UNAVAILABLE', `${image} can't be loaded into the nodes of ${name}`, {
    evidence: error.result.stderr.trim().split('\n').slice(-3),
    cause: error,
  })

/** Brings an image of the local engine to kind's nodes. @throws KubiaError IMAGE_UNAVAILABLE */
export const loadImage = async (exec: Exec, engine: string, name: string, image: string): Promise<ImageOnNodes> => {
  const {exitCode, stdout} = await exec(platformCommand(engine, image), {allowFailure: true})
  if (exitCode !== 0) return {image, outcome: 'absent', nodes: []}
  try {
    const {exitCode: code, stdout: out, stderr} = await exec(loadCommand(name, image), {allowFailure: true})
    const nodes = readLoadedNodes(`${out}\n${stderr}`)
    if (code === 0) return {image, outcome: nodes.length > 0 ? 'loaded' : 'present', nodes}
    if (!LACKS_PLATFORMS.test(stderr))
      throw new CommandFailed(loadCommand(name, image), {exitCode: code, stdout: out, stderr, elapsedMs: 0})
    await loadOnePlatform(exec, engine, name, image, stdout.trim())
    return {image, outcome: 'loaded', nodes}
  } catch (error) {
    if (error instanceof CommandFailed) throw cannotLoad(image, name, error)
    throw error
  }
}

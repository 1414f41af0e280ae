import {createWriteStream, mkdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {PassThrough} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {createZstdCompress, createZstdDecompress} from 'node:zlib'
import {inspectImageCommand, saveCommand} from '../cluster/providers/common/images/commands.ts'
import {makingOf} from '../cluster/providers/making.ts'
import {engineProgram} from '../process/engine-program.ts'
import type {Exec} from '../process/exec.ts'
import type {CacheService} from './cache-service.ts'

/** A node image whose content is certain: by its digest. */
export interface NodeImage {
  /** `kindest/node:v1.36.4@sha256:…` */
  image: string
  /** `kindest/node:v1.36.4`, by which it is saved and loaded: an archive has no digests of a registry. */
  tag: string
  key: string
}

/** The image behind a reference; undefined for one without a tag, or without a digest. */
export const nodeImage = (image: string): NodeImage | undefined => {
  const [, tag, digest] = /^([^@]+:[^@/:]+)@sha256:([0-9a-f]{64})$/.exec(image) ?? []
  if (tag === undefined || digest === undefined) return undefined
  return {image, tag, key: `kubia-node-image-${process.arch}-${digest}`}
}

/** The images that the nodes of a configuration are made of. */
export const imagesOf = async (
  exec: Exec,
  provider: string,
  config: Readonly<Record<string, unknown>>,
): Promise<string[]> => (await makingOf(provider).nodeImages?.(exec, config)) ?? []

const isHere = async (exec: Exec, image: string): Promise<boolean> =>
  (await exec(inspectImageCommand(engineProgram(), image), {allowFailure: true})).exitCode === 0

/**
 * Sees to a node image that the engine does not have: takes it from the cache.
 * @returns `here`, `hit`, or `miss`, where it will be pulled @throws Error where cache or engine fails
 */
export const takeFromCache = async (
  exec: Exec,
  cache: CacheService,
  {image, tag, key}: NodeImage,
): Promise<'here' | 'hit' | 'miss'> => {
  if ((await isHere(exec, image)) || (await isHere(exec, tag))) return 'here'
  const archive = await cache.find(key)
  if (!archive) return 'miss'
  const whole = new PassThrough()
  await Promise.all([
    pipeline(archive, createZstdDecompress(), whole),
    exec({program: engineProgram(), args: ['load']}, {stdin: whole}),
  ])
  if (await isHere(exec, tag)) return 'hit'
  throw new Error(`what the cache has under ${key} is not ${tag}`)
}

/**
 * Keeps a node image that was pulled.
 * @param folder for the archive, until it is kept @returns false where another job keeps it
 */
export const putIntoCache = async (
  exec: Exec,
  cache: CacheService,
  {image, tag, key}: NodeImage,
  folder: string,
): Promise<boolean> => {
  const engine = engineProgram()
  // What is pulled by a digest has no tag.
  await exec({program: engine, args: ['tag', image, tag]})
  mkdirSync(folder, {recursive: true})
  const file = join(folder, 'node-image.tar.zst')
  try {
    const whole = new PassThrough()
    await Promise.all([
      exec(saveCommand(engine, tag), {stdout: whole}),
      pipeline(whole, createZstdCompress(), createWriteStream(file)),
    ])
    return await cache.keep(key, file)
  } finally {
    rmSync(file, {force: true})
  }
}

/** The arguments of `up` for an image that came from an archive: by its tag, in the place of what named it. */
export const withImage = (args: readonly string[], {tag}: NodeImage): string[] => [
  ...args.filter(word => !/^--(?:image|kubernetes-version)=/.test(word)),
  `--image=${tag}`,
]

import type {Exec} from '../../../../process/exec.ts'
import {nodeContentCommand, nodeImagesCommand} from './commands.ts'

/** An image that is wanted on nodes: its full name, and the digests that it can be known by. */
export interface WantedImage {
  name: string
  ids: readonly string[]
}

/** What a node has of a wanted image. `nameless`: the content is there, under the other name `from`. */
export type OnNode = {has: 'all'} | {has: 'nothing'} | {has: 'nameless'; from: string}

/** The images of a node by name, with the digest that each name leads to. */
export type NodeImages = ReadonlyMap<string, string>

/** Reads what `ctr images list` prints: REF, TYPE, DIGEST and more, in columns. */
export const readNodeImages = (table: string): NodeImages =>
  new Map(
    table
      .split('\n')
      .map(line => line.split(/\s+/))
      .filter(([name, , digest]) => name !== 'REF' && digest?.startsWith('sha256:'))
      .map(([name = '', , digest = '']) => [name, digest]),
  )

/** containerd's filters that find all that bears on the images; several filters are alternatives. */
export const filtersFor = (wanted: readonly WantedImage[]): string[] => [
  ...new Set(
    wanted.flatMap(({name, ids}) => [`name==${name}`, ...ids.flatMap(id => [`name==${id}`, `target.digest==${id}`])]),
  ),
]

/**
 * What a node has of an image. The kubelet's side of containerd keeps each image a second time under the digest of its
 * configuration, which is docker's and podman's image id; an engine with containerd's store knows the manifest's digest
 * instead, which the name itself leads to.
 */
export const compare = (images: NodeImages, {name, ids}: WantedImage): OnNode => {
  const digest = images.get(name)
  const targets = ids.flatMap(id => images.get(id) ?? [])
  if (digest !== undefined && (ids.includes(digest) || targets.includes(digest))) return {has: 'all'}
  const from = [...images].find(([other, target]) => ids.includes(other) || ids.includes(target))?.[0]
  return from === undefined ? {has: 'nothing'} : {has: 'nameless', from}
}

/** The digest of a manifest's configuration; undefined where it has none, as an index, or is no manifest. */
export const configDigest = (manifest: string): string | undefined => {
  try {
    return (JSON.parse(manifest) as {config?: {digest?: string}}).config?.digest
  } catch {
    return undefined
  }
}

/**
 * Asks a node what it has of images. Where a name was moved to another image, containerd's side of the kubelet does not
 * name that image by its configuration too (seen with containerd 1.6): then its manifest is read.
 * @throws CommandFailed where the node or its containerd does not answer
 */
export const lookAtNode = async (
  exec: Exec,
  engine: string,
  node: string,
  wanted: readonly WantedImage[],
): Promise<NodeImages> => {
  const images = new Map(readNodeImages((await exec(nodeImagesCommand(engine, node, filtersFor(wanted)))).stdout))
  const unsure = wanted.filter(image => compare(images, image).has !== 'all')
  for (const digest of new Set(unsure.flatMap(({name}) => images.get(name) ?? []))) {
    const {exitCode, stdout} = await exec(nodeContentCommand(engine, node, digest), {allowFailure: true})
    const config = exitCode === 0 ? configDigest(stdout) : undefined
    if (config !== undefined) images.set(config, digest)
  }
  return images
}

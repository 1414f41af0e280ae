import {createReadStream} from 'node:fs'
import type {Writable} from 'node:stream'
import {pipeline} from 'node:stream/promises'
import {setTimeout as sleep} from 'node:timers/promises'
import {createGunzip} from 'node:zlib'
import {asKubiaError, KubiaError} from '../../../../errors/kubia-error.ts'
import type {Exec} from '../../../../process/exec.ts'
import {
  type ImageArchive,
  type ImageSource,
  type ImageTransfer,
  kubernetesNodes,
  type LocalCluster,
} from '../../../provider.ts'
import {saveCommand, saveHelpCommand, tagCommand} from './commands.ts'
import {findEngineImage} from './engine-image.ts'
import {fullName, shortName} from './image-name.ts'
import {compare, lookAtNode, type NodeImages, type OnNode, type WantedImage} from './node-images.ts'
import {type SendOptions, send} from './send.ts'

/** What a source comes down to, before the nodes are asked. */
interface Found {
  source: string
  images: string[]
  wanted: WantedImage[]
  /** The name by which the image arrives on nodes, where it is another than the one that is wanted. */
  arrivesAs?: string
  problem?: KubiaError
  content: Pick<SendOptions, 'platforms' | 'size' | 'write'>
}

/** How long the kubelet's side of containerd may take to see a new image, in ms; it hears of it by an event. */
const SEEN_MS = 3000
const SEEN_POLL_MS = 100

const nothing: Found['content'] = {platforms: [], size: 0, write: async () => {}}

const fromEngine = async (exec: Exec, engine: string, word: string): Promise<Found> => {
  try {
    const {id, savedAs, wanted, size, platform} = await findEngineImage(exec, engine, word)
    const write = async (to: Writable): Promise<void> => {
      const {stdout} = await exec(saveHelpCommand(engine), {allowFailure: true})
      const chosen = platform !== '' && /^\s*--platform\b/m.test(stdout) ? platform : undefined
      await exec(saveCommand(engine, savedAs, chosen), {stdout: to})
    }
    return {
      source: word,
      images: [word],
      wanted: [{name: wanted, ids: [id]}],
      ...(fullName(savedAs) !== wanted && {arrivesAs: fullName(savedAs)}),
      content: {platforms: [platform].filter(Boolean), size, write},
    }
  } catch (error) {
    const problem = asKubiaError(error)
    if (problem.code !== 'IMAGE_MISSING') throw error
    return {source: word, images: [word], wanted: [], problem, content: nothing}
  }
}

/** Writes the archive as it is, but unpacked. @throws what reading the file fails with */
const writeArchive =
  ({file, compression}: ImageArchive) =>
  (to: Writable): Promise<void> =>
    compression === 'gzip' ? pipeline(createReadStream(file), createGunzip(), to) : pipeline(createReadStream(file), to)

const fromArchive = (archive: ImageArchive): Found => ({
  source: archive.file,
  images: archive.images.flatMap(({names}) => names.map(shortName)),
  wanted: archive.images.flatMap(({names, ids}) => names.map(name => ({name, ids}))),
  content: {
    platforms: [...new Set(archive.images.flatMap(({platforms}) => platforms))],
    size: archive.compression === 'none' ? archive.bytes : 0,
    write: writeArchive(archive),
  },
})

/**
 * Where images are and which of a cluster's nodes lack them. All nodes are asked once, for all images, side by side;
 * an image counts as there only where the digest is the same too, so that one that was built again is loaded again.
 * @throws CommandFailed where the engine or a node does not answer
 */
export const findImages = async (
  exec: Exec,
  engine: string,
  cluster: LocalCluster,
  sources: readonly ImageSource[],
): Promise<ImageTransfer[]> => {
  const nodes = kubernetesNodes(cluster).map(node => node.name)
  const found = await Promise.all(
    sources.map(source => ('image' in source ? fromEngine(exec, engine, source.image) : fromArchive(source.archive))),
  )
  const all = found.flatMap(({wanted}) => wanted)
  const images = await Promise.all(
    nodes.map(async node => [node, all.length === 0 ? new Map() : await lookAtNode(exec, engine, node, all)] as const),
  )
  return found.map(item => {
    const state = (node: string, image: WantedImage): OnNode =>
      compare(images.find(([name]) => name === node)?.[1] ?? new Map(), image)
    const lacks = (node: string): boolean => item.wanted.some(image => state(node, image).has !== 'all')
    return {
      source: item.source,
      images: item.images,
      ...(item.problem ? {problem: item.problem} : {}),
      nodes,
      lacking: nodes.filter(lacks),
      load: async onProgress => {
        const empty = nodes.filter(node => item.wanted.some(image => state(node, image).has === 'nothing'))
        const transfer = {engine, source: item.source, nodes: empty, ...item.content}
        const warnings = empty.length === 0 ? [] : await send(exec, transfer, onProgress)
        // What has just arrived under the engine's own name is the image; what the wanted name led to is an older one.
        const {arrivesAs} = item
        if (arrivesAs !== undefined)
          await Promise.all(
            empty.flatMap(node => item.wanted.map(({name}) => exec(tagCommand(engine, node, arrivesAs, name)))),
          )
        const known = new Map(images.filter(([node]) => !empty.includes(node)))
        await Promise.all(
          nodes.filter(lacks).map(node => settle(exec, engine, {node, known: known.get(node), ...item}, onProgress)),
        )
        return warnings
      },
    }
  })
}

/**
 * Waits until a node shows the images by their names, and gives it the names that it lacks. What an engine calls an
 * image's id may be no digest that the node knows; then the name has to be enough.
 * @throws KubiaError LOAD_FAILED where a name is not there
 */
const settle = async (
  exec: Exec,
  engine: string,
  {node, known, source, wanted}: Pick<Found, 'source' | 'wanted'> & {node: string; known: NodeImages | undefined},
  onProgress: (detail: string) => void,
): Promise<void> => {
  const deadline = performance.now() + SEEN_MS
  for (let images = known; ; images = undefined) {
    images ??= await lookAtNode(exec, engine, node, wanted)
    const states = wanted.map(image => ({image, on: compare(images as NodeImages, image)}))
    if (states.every(({on}) => on.has === 'all')) return
    const nameless = states.flatMap(({image, on}) => (on.has === 'nameless' ? [{from: on.from, to: image.name}] : []))
    for (const {from, to} of nameless) {
      onProgress(`naming it on ${node}`)
      await exec(tagCommand(engine, node, from, to))
    }
    if (nameless.length > 0) continue
    if (performance.now() > deadline) {
      const absent = wanted.flatMap(({name}) => (images?.has(name) ? [] : name))
      if (absent.length === 0) return
      throw new KubiaError('LOAD_FAILED', `${source} was sent to ${node}, which does not show ${absent.join(', ')}`)
    }
    await sleep(SEEN_POLL_MS)
  }
}

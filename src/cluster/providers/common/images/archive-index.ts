import type {ArchivedImage} from '../../../provider.ts'

/** The files of an archive: sizes of all, and the contents of small ones. */
export interface ArchiveFiles {
  sizes: ReadonlyMap<string, number>
  contents: ReadonlyMap<string, Buffer>
}

/** What is wrong with the contents of an archive, as a fragment. */
export class ArchiveProblem extends Error {}

interface Platform {
  os?: string
  architecture?: string
  variant?: string
}

/** An entry of docker's manifest.json (the format of `docker save`, docker.v1.2). */
interface SavedImage {
  Config: string
  RepoTags?: string[] | null
  Layers?: string[] | null
}

/** A descriptor, an index or a manifest of an OCI layout (image-spec v1: descriptor.md, image-index.md, manifest.md). */
interface Descriptor {
  mediaType?: string
  digest: string
  platform?: Platform
  annotations?: Record<string, string> | null
}
interface Document {
  manifests?: Descriptor[]
  config?: Descriptor
  layers?: Descriptor[]
}

const readJson = (files: ArchiveFiles, name: string): unknown => {
  const content = files.contents.get(name)
  if (!content) throw new ArchiveProblem(`it lacks ${name}`)
  try {
    return JSON.parse(content.toString('utf8'))
  } catch {
    throw new ArchiveProblem(`its ${name} is not JSON`)
  }
}

const describePlatform = ({os, architecture, variant}: Platform): string | undefined =>
  os && architecture ? [os, architecture, variant].filter(Boolean).join('/') : undefined

const blob = (digest: string): string => `blobs/${digest.replace(':', '/')}`

const mustHave = (files: ArchiveFiles, names: readonly string[]): void => {
  const absent = names.filter(name => !files.sizes.has(name))
  if (absent.length > 0)
    throw new ArchiveProblem(
      `it is not complete: ${absent.length === 1 ? 'a layer is' : `${absent.length} layers are`} missing`,
    )
}

const savedImages = (files: ArchiveFiles): ArchivedImage[] =>
  (readJson(files, 'manifest.json') as SavedImage[]).map(({Config, RepoTags, Layers}) => {
    mustHave(files, Layers ?? [])
    const digest = Config.replace(/^.*\//, '').replace(/\.json$/, '')
    return {
      names: RepoTags ?? [],
      ids: [`sha256:${digest}`],
      platforms: [describePlatform(readJson(files, Config) as Platform) ?? ''].filter(Boolean),
    }
  })

/** The name that containerd gives an image of an OCI layout; a bare tag, which the format allows too, names none. */
const nameOf = ({annotations}: Descriptor): string[] => {
  const full = annotations?.['io.containerd.image.name']
  const name = full ?? annotations?.['org.opencontainers.image.ref.name']
  return name !== undefined && (full !== undefined || /[/:]/.test(name)) ? [name] : []
}

/** The manifests that a descriptor leads to, as far as they are in the archive: an index may list others (kind#3795). */
const manifestsOf = (files: ArchiveFiles, descriptor: Descriptor): Descriptor[] => {
  if (!files.contents.has(blob(descriptor.digest))) return []
  const document = readJson(files, blob(descriptor.digest)) as Document
  return document.manifests ? document.manifests.flatMap(inner => manifestsOf(files, inner)) : [descriptor]
}

const layoutImages = (files: ArchiveFiles): ArchivedImage[] =>
  ((readJson(files, 'index.json') as Document).manifests ?? []).map(descriptor => {
    const manifests = manifestsOf(files, descriptor)
    if (manifests.length === 0) throw new ArchiveProblem('it is not complete: an image’s manifest is missing')
    const found = manifests.flatMap(manifest => {
      const {config, layers = []} = readJson(files, blob(manifest.digest)) as Document
      // Attestations, which BuildKit puts beside each platform, are no image.
      const platform = describePlatform(manifest.platform ?? configOf(files, config))
      if (platform?.startsWith('unknown/')) return []
      mustHave(
        files,
        layers.map(({digest}) => blob(digest)),
      )
      return [{ids: [manifest.digest, ...(config ? [config.digest] : [])], platform: platform ?? ''}]
    })
    return {
      names: nameOf(descriptor),
      ids: [...new Set([descriptor.digest, ...found.flatMap(({ids}) => ids)])],
      platforms: found.map(({platform}) => platform).filter(Boolean),
    }
  })

const configOf = (files: ArchiveFiles, config: Descriptor | undefined): Platform =>
  config && files.contents.has(blob(config.digest)) ? (readJson(files, blob(config.digest)) as Platform) : {}

/** Several entries of one name are one image: docker lists a name in both of its tables. */
const merge = (images: readonly ArchivedImage[]): ArchivedImage[] => {
  const merged: ArchivedImage[] = []
  for (const image of images) {
    const known = merged.find(({ids}) => ids.some(id => image.ids.includes(id)))
    if (!known) merged.push({...image})
    else
      Object.assign(known, {
        names: [...new Set([...known.names, ...image.names])],
        ids: [...new Set([...known.ids, ...image.ids])],
        platforms: [...new Set([...known.platforms, ...image.platforms])],
      })
  }
  return merged
}

/**
 * The images of an archive: docker's own table, an OCI layout's, or both, as newer dockers write them.
 * @throws ArchiveProblem where it is no archive of images, or lacks what its table lists
 */
export const readImages = (files: ArchiveFiles, fullName: (name: string) => string): ArchivedImage[] => {
  const isLayout = files.sizes.has('index.json')
  const isSaved = files.sizes.has('manifest.json')
  if (!isLayout && !isSaved)
    throw new ArchiveProblem(
      'it is a tar archive, but not one of images (an engine’s export makes such ones; its save is meant)',
    )
  const images = merge([...(isLayout ? layoutImages(files) : []), ...(isSaved ? savedImages(files) : [])])
  return images.map(image => ({...image, names: [...new Set(image.names.map(fullName))]}))
}

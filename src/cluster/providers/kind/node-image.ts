import {imageUnavailable} from '../../../errors/known/index.ts'
import {KubiaError, usageError} from '../../../errors/kubia-error.ts'
import type {Command} from '../../../process/command.ts'
import {CommandFailed, type Exec} from '../../../process/exec.ts'
import {isOfVersion, shortImage} from '../../node-image.ts'
import {isLocalImage} from '../common/images/engine-image.ts'
import {kindWithVersion} from './kind-version.ts'

/** The images that a release of kind was published with. */
interface KindRelease {
  /** Node images by Kubernetes version, newest first; the first is the default. */
  nodes: Readonly<Record<string, string>>
  /** The load balancer that kind puts in front of several control planes. */
  loadBalancer: string
}

/**
 * Published images by kind's minor version. Source: the release notes of kind v0.33.0; the default and the load
 * balancer are also named in its binary. Of other releases kind itself knows the default.
 */
const RELEASES: Readonly<Record<string, KindRelease>> = {
  '0.33': {
    nodes: {
      '1.37.0': 'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5',
      '1.36.4': 'kindest/node:v1.36.4@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed',
      '1.35.8': 'kindest/node:v1.35.8@sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0',
      '1.34.11': 'kindest/node:v1.34.11@sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d',
    },
    loadBalancer: 'envoyproxy/envoy:v1.36.2',
  },
}

const releaseOf = (kindVersion: string): KindRelease | undefined =>
  RELEASES[kindVersion.split('.').slice(0, 2).join('.')]

/** The node image that this kind uses when none is named; undefined where only kind itself knows. */
export const defaultNodeImage = (kindVersion: string): string | undefined =>
  Object.values(releaseOf(kindVersion)?.nodes ?? {})[0]

/** The image that kind needs beside the nodes' for several control planes; undefined where only kind itself knows. */
export const loadBalancerImage = (kindVersion: string): string | undefined => releaseOf(kindVersion)?.loadBalancer

const patchOf = (image: string): number => Number(/:v\d+\.\d+\.(\d+)/.exec(image)?.[1] ?? 0)

/** The node images that the engine has. */
export const localImagesCommand = (engine: string): Command => ({
  program: engine,
  args: ['images', '--format', '{{.Repository}}:{{.Tag}}', 'kindest/node'],
})

/**
 * The node image for a Kubernetes version: one that is on this machine (the highest patch), else the one that this
 * release of kind was published with, else for a full version the tag of that name.
 * @throws KubiaError USAGE where only a minor version is given and none of these has it.
 */
export const imageOfVersion = (version: string, kindVersion: string, localImages: readonly string[]): string => {
  const local = localImages.filter(image => isOfVersion(image, version)).sort((a, b) => patchOf(b) - patchOf(a))
  const published = releaseOf(kindVersion)?.nodes ?? {}
  const known = Object.keys(published).find(full => full === version || full.startsWith(`${version}.`))
  const found = local[0] ?? (known && published[known])
  if (found) return found
  if (version.split('.').length === 3) return `kindest/node:v${version}`
  const versions = Object.keys(published).join(', ')
  throw usageError(
    `invalid argument "${version}" for "--kubernetes-version" flag: ${kindWithVersion(kindVersion)} was not published with it` +
      `${versions ? ` (but with ${versions})` : ''}; give the patch version too, or name an image with --image`,
  )
}

/**
 * Makes sure that the images are on this machine, pulling what is missing.
 * @param cluster the cluster they are for, named in the advice
 * @returns what was found, for the step's line. @throws KubiaError IMAGE_UNAVAILABLE with the registry's reason.
 */
export const ensureImages = async (
  exec: Exec,
  engine: string,
  cluster: string,
  images: readonly string[],
  report: (detail: string) => void,
): Promise<string> => {
  let pulled = 0
  for (const image of images) {
    if (await isLocalImage(exec, engine, image)) continue
    report(`pulling ${shortImage(image)}`)
    try {
      await exec(
        {program: engine, args: ['pull', image]},
        {onLine: line => report(`pulling ${shortImage(image)}: ${line}`)},
      )
    } catch (error) {
      if (!(error instanceof CommandFailed) || error.code !== 'COMMAND_FAILED') throw error
      const {message, ...details} = imageUnavailable(image, error.result.stderr, {cluster, engine})
      throw new KubiaError('IMAGE_UNAVAILABLE', message, details)
    }
    pulled += 1
  }
  return `${images.map(shortImage).join(', ')} (${pulled > 0 ? 'pulled' : 'on this machine'})`
}

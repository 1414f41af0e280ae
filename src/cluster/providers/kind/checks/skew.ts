import {type Check, type Finding, notHere, warn} from '../../../check.ts'
import {allKnown} from '../../../fact.ts'
import type {KindFacts} from './kind-facts.ts'

/** A cluster, or an image that one is to be made of, and its Kubernetes version. */
export interface Versioned {
  /** `kubia`, or `the new cluster`. */
  name: string
  /** `1.36.4` */
  version: string
}

const minorOf = (version: string): number => Number(/^v?1\.(\d+)/.exec(version)?.[1] ?? Number.NaN)

/** The version in a node image's tag; undefined for a tag without one. */
export const versionOfImage = (image: string): string | undefined =>
  /:v(\d+\.\d+\.\d+)[^/]*$/.exec(image.replace(/@.*/, ''))?.[1]

/**
 * kubectl is supported within one minor version of the API server, older or newer.
 * Source: https://kubernetes.io/releases/version-skew-policy/#kubectl
 */
export const checkSkew = (kubectl: string, clusters: readonly Versioned[]): Finding => {
  const own = minorOf(kubectl)
  if (clusters.length === 0 || Number.isNaN(own)) return notHere('no version to compare')
  const far = clusters.filter(({version}) => Math.abs(minorOf(version) - own) > 1)
  const [first] = far
  if (!first) return `kubectl 1.${own} fits ${clusters.map(({version}) => version).join(', ')}`
  const list = far.map(({name, version}) => `${name} is ${version}`).join(', ')
  return warn(
    `kubectl 1.${own}, Kubernetes 1.${minorOf(first.version)}`,
    'VERSION_SKEW',
    `kubectl is ${kubectl}, ${list}: only one minor version apart is supported, so fields and flags may be missing`,
    [`take kubectl 1.${minorOf(first.version)}, or one next to it: https://kubernetes.io/docs/tasks/tools/`],
  )
}

export const skewCheck = ({images: needed}: KindFacts): Check => ({
  id: 'version-skew',
  title: 'version skew',
  commands: ['up'],
  forNewNodes: true,
  async run(facts) {
    const {spec} = facts.request
    const [kubectl, images] = await allKnown([facts.kubectlVersion, needed])
    const clusters = spec ? [] : await facts.clusters.known()
    const named = [
      ...clusters.map(({name, nodes}) => ({name: `cluster ${name}`, image: nodes[0]?.image ?? ''})),
      // Doctor reports on clusters that exist; where there is none, on the one that `up` would make.
      ...(clusters.length > 0 ? [] : images.slice(0, 1).map(image => ({name: 'the new cluster', image}))),
    ]
    return checkSkew(
      kubectl,
      named.flatMap(({name, image}) => {
        const version = versionOfImage(image)
        return version === undefined ? [] : [{name, version}]
      }),
    )
  },
})

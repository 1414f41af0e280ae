import {KubiaError} from '../errors/kubia-error.ts'

/**
 * The longest cluster name, in characters. kind names the first node `NAME-control-plane`, and that name becomes the
 * node's `kubernetes.io/hostname` label, which Kubernetes limits to 63 characters.
 */
export const MAX_CLUSTER_NAME = 63 - '-control-plane'.length

/** An RFC 1123 subdomain, as Kubernetes demands of node names: dot-separated labels of a-z, 0-9 and inner `-`. */
const SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

const FALLBACK = 'kubia'

/** What is wrong with a cluster name, as a fragment; undefined if kind and Kubernetes take it. */
export const clusterNameProblem = (name: string): string | undefined => {
  if (name === '') return 'it is empty'
  if (!/^[a-z0-9.-]+$/.test(name)) return 'it may have only lowercase letters, digits, "-" and "." (RFC 1123)'
  if (name.length > MAX_CLUSTER_NAME) return `it has ${name.length} characters, and ${MAX_CLUSTER_NAME} are allowed`
  // The nodes' names are what Kubernetes sees, so a `-` at the very end does no harm.
  if (!SUBDOMAIN.test(`${name}-control-plane`))
    return 'it and each part of it between dots must begin and end with a letter or a digit (RFC 1123)'
  return undefined
}

/** A valid cluster name that is as near as possible to the given one: `My_App` becomes `my-app`. */
export const suggestClusterName = (name: string): string => {
  const plain = name.slice(0, 200).normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const words = plain.replaceAll(/[^a-z0-9.]+/g, '-').replaceAll(/-*\.[-.]*/g, '.')
  const cut = words
    .replace(/^[-.]+/, '')
    .slice(0, MAX_CLUSTER_NAME)
    .replace(/[-.]+$/, '')
  return cut || FALLBACK
}

/**
 * The name itself, if it can be a cluster's.
 * @throws KubiaError NAME_INVALID with the rule that is broken and a name that keeps it
 */
export const checkClusterName = (name: string): string => {
  const problem = clusterNameProblem(name)
  if (problem === undefined) return name
  const suggestion = suggestClusterName(name)
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 79)}…` : name)
  throw new KubiaError('NAME_INVALID', `${shown} is not a valid cluster name: ${problem}`, {
    fix: [`use a name such as ${suggestion}`],
  })
}

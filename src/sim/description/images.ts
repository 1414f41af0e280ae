import {createHash} from 'node:crypto'

/** The parts of a reference: `museopkim/kubia` is docker.io/museopkim/kubia:latest. */
export interface ImageName {
  registry: string
  repository: string
  tag: string
  /** As a container runtime writes it, with registry and tag. */
  full: string
}

const REFERENCE =
  /^(?:(?<registry>[\w-]+(?:\.[\w-]+)*(?::\d+)?)\/)?(?<repository>[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]{32,}))?$/

/** Docker's rule: the first part is a registry when it has a dot or a port, or is `localhost`. */
const isRegistry = (part: string): boolean => /[.:]/.test(part) || part === 'localhost'

/** @returns undefined for what is no reference */
export const parseImage = (text: string): ImageName | undefined => {
  const groups = REFERENCE.exec(text)?.groups
  if (!groups) return undefined
  const {digest, tag = 'latest'} = groups
  let {registry, repository = ''} = groups
  if (registry !== undefined && !isRegistry(registry)) {
    repository = `${registry}/${repository}`
    registry = undefined
  }
  if (!/^[a-z0-9]/.test(repository) || /[A-Z]/.test(repository)) return undefined
  const path = registry === undefined && !repository.includes('/') ? `library/${repository}` : repository
  const host = registry ?? 'docker.io'
  const full = digest === undefined ? `${host}/${path}:${tag}` : `${host}/${path}@${digest}`
  return {registry: host, repository: path, tag, full}
}

/** What a registry answers, by the value of the annotation. */
const ANSWERS: Readonly<Record<string, (image: ImageName) => [code: string, text: string]>> = {
  'not found': ({full}) => ['NotFound', `failed to resolve reference "${full}": ${full}: not found`],
  unauthorized: ({full}) => [
    'Unknown',
    `failed to resolve reference "${full}": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
  ],
  'no such host': ({full, registry}) => [
    'Unknown',
    `failed to resolve reference "${full}": failed to do request: Head "https://${registry}/v2/": dial tcp: lookup ${registry}: no such host`,
  ],
  refused: ({full, registry}) => [
    'Unknown',
    `failed to resolve reference "${full}": failed to do request: Head "https://${registry}/v2/": dial tcp 127.0.0.1:${registry.split(':')[1] ?? 443}: connect: connection refused`,
  ],
}

/** Names that stand for images which no registry has, so that `kubectl set image` is enough to see a pull fail. */
const UNPULLABLE: readonly {matches: (image: ImageName) => boolean; answer: string}[] = [
  {matches: ({tag}) => tag === 'missing', answer: 'not found'},
  {matches: ({repository}) => /(^|\/)missing$/.test(repository), answer: 'not found'},
  {matches: ({repository}) => /(^|\/)private$/.test(repository), answer: 'unauthorized'},
  // RFC 2606 keeps the name `invalid` free of any host.
  {matches: ({registry}) => /\.invalid(:\d+)?$/.test(registry), answer: 'no such host'},
  // Port 1 is where nobody serves images.
  {matches: ({registry}) => /^(localhost|127\.0\.0\.1):1$/.test(registry), answer: 'refused'},
]

/**
 * Why an image cannot be pulled, as containerd words it; undefined where it can, which is true of every name that does
 * not say otherwise: nothing is downloaded.
 * @param knob the value of the annotation that asks for a failure
 */
export const pullError = (image: ImageName, knob: string | undefined): string | undefined => {
  const asked = knob ?? UNPULLABLE.find(({matches}) => matches(image))?.answer
  if (asked === undefined) return undefined
  const [code, text] = ANSWERS[asked]?.(image) ?? ['Unknown', asked]
  return `rpc error: code = ${code} desc = failed to pull and unpack image "${image.full}": ${text}`
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

export const imageId = ({registry, repository, full}: ImageName): string =>
  `${registry}/${repository}@sha256:${digestOf(full)}`

const MEGABYTE = 1_000_000
/** Images of no particular size: between 20 and 120 MB by their name. */
export const imageSize = ({full}: ImageName): number =>
  (20 + (Number.parseInt(digestOf(full).slice(0, 4), 16) % 100)) * MEGABYTE

/** What an image is known to do. */
export interface KnownImage {
  /** The TCP ports that it exposes, at which it answers HTTP. */
  ports?: readonly number[]
  /** With nothing to do and nobody to listen to, a shell ends at once. */
  shell?: boolean
}

/** Images of which it is known what they do; all others serve HTTP on the ports that the container declares. */
const KNOWN: readonly (KnownImage & {name: RegExp})[] = [
  {name: /(^|\/)kubia(-\w+)?$/, ports: [8080]},
  {name: /(^|\/)(nginx|httpd|caddy|whoami)$/, ports: [80]},
  {name: /(^|\/)nginx-unprivileged$/, ports: [8080]},
  {name: /(^|\/)(echoserver|http-echo|agnhost|hello-app)$/, ports: [8080]},
  {name: /(^|\/)pause$/, ports: []},
  {name: /(^|\/)(busybox|alpine|debian|ubuntu|bash|curl|fedora|centos)$/, shell: true},
]

/** What is known of an image; undefined where that is nothing. */
export const knownImage = (image: string): KnownImage | undefined => {
  const repository = parseImage(image)?.repository ?? ''
  return KNOWN.find(({name}) => name.test(repository))
}

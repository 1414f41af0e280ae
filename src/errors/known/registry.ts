import {type FailureContext, type KnownCause, type KnownFailure, recognise} from './known-failure.ts'

const reason = (id: string, source: string, pattern: RegExp, message: string, mayPass = false): KnownFailure => ({
  id,
  source,
  pattern,
  code: 'IMAGE_UNAVAILABLE',
  explain: () => ({message, ...(mayPass && {facts: {mayPass}})}),
})

/** Why a registry did not give an image, by what the engine's pull prints, as the second half of a sentence. The order counts. */
export const PULL_REASONS: readonly KnownFailure[] = [
  reason(
    'registry-rate-limit',
    'https://github.com/dell/csi-baremetal/issues/173',
    /toomanyrequests|rate limit/i,
    'the registry limits how often this address may pull',
  ),
  reason(
    'registry-certificate',
    'https://github.com/kubernetes/minikube/issues/3721',
    /x509|certificate/i,
    'the registry’s certificate is not trusted here (a proxy’s own CA?)',
  ),
  reason(
    'registry-proxy',
    'https://github.com/docker/for-win/issues/12725',
    /proxyconnect/i,
    'the engine’s proxy cannot be reached (HTTPS_PROXY of its daemon)',
  ),
  reason(
    // Docker Hub's word for a private image is "pull access denied …, repository does not exist or may require …".
    'registry-login',
    'docker 20.10 with Docker Hub',
    /unauthorized|denied|authentication required/i,
    'the registry wants a login, or there is no such image',
  ),
  reason(
    'registry-platform',
    'https://github.com/link-assistant/hive-mind/issues/962',
    /no matching manifest|no match for platform/i,
    'there is none for this machine’s platform',
  ),
  reason(
    'registry-unknown-host',
    'docker 20.10 without a network',
    /no such host|name resolution|server misbehaving/i,
    'its registry cannot be reached',
    true,
  ),
  reason(
    'registry-not-found',
    'docker 20.10 with Docker Hub',
    /manifest unknown|not found|does not exist/i,
    'there is no such image',
  ),
  reason(
    'registry-unreachable',
    'docker 20.10 without a network',
    /no route|timeout|timed out|refused|network is unreachable|EOF/i,
    'its registry cannot be reached',
    true,
  ),
  reason(
    'registry-short-name',
    'podman 4.3 without unqualified-search registries',
    /short-name "[^"\n]{1,300}" did not resolve to an alias/,
    'its name has no registry, and podman searches none (docker.io/… names it in full)',
  ),
  reason('registry-name', 'docker 28.2', /invalid reference format/i, 'that is not the name of an image'),
]

/**
 * Whether a registry was reached and answered of a tag that does not exist: that there is none, or, as some word it,
 * that one would have to log in. Only the pull of a real tag says more.
 */
export const registryAnswered = (output: string): boolean =>
  /manifest unknown|manifest for \S+ not found|: not found|access denied|: denied|unauthorized/i.test(output)

/** An image that is neither here nor to be had. @param what the image, as the message begins; @param file what it is brought in */
const unavailable = (what: string, file: string, image: string, output: string, engine: string): KnownCause => {
  const known = recognise(output, PULL_REASONS)
  return {
    message: `${what} is not on this machine: ${known?.message ?? 'pulling it failed'}`,
    ...(known?.details.facts && {facts: known.details.facts}),
    evidence: output.trim().split('\n').slice(-2).filter(Boolean),
    fix: [
      {
        command: [engine, 'save', image, '-o', file],
        comment: 'on a machine that has the image, writes it to a file',
      },
      {command: [engine, 'load', '-i', file], comment: 'takes that file here'},
    ],
  }
}

/** What to say of a node image that is neither here nor to be had. @param output what the engine's pull printed */
export const imageUnavailable = (image: string, output: string, {engine}: FailureContext): KnownCause => {
  const {fix = [], ...cause} = unavailable(`the node image ${image}`, 'node.tar', image, output, engine)
  return {
    ...cause,
    fix: [
      ...fix,
      {command: `${engine} images kindest/node`, comment: 'lists the node images that are here'},
      'or name one of them with --image',
    ],
  }
}

/** What to say of the image that a registry is made of, where it is not to be had. @param output as above */
export const registryUnavailable = (image: string, output: string, {engine}: FailureContext): KnownCause => {
  const {fix = [], ...cause} = unavailable(`${image}, which --registry runs,`, 'registry.tar', image, output, engine)
  return {...cause, fix: [...fix, 'or leave --registry out']}
}

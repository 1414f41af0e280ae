import {kubiaAdvice} from '../advice.ts'
import type {ErrorDetails} from '../kubia-error.ts'
import type {FailureContext} from './known-failure.ts'

/** Why a registry did not give an image, by what the engine says of it. The order counts. */
export const PULL_REASONS: readonly {pattern: RegExp; says: string; source: string}[] = [
  {
    pattern: /toomanyrequests|rate limit/i,
    says: 'the registry limits how often this address may pull',
    source: 'https://github.com/dell/csi-baremetal/issues/173',
  },
  {
    pattern: /x509|certificate/i,
    says: 'the registry’s certificate is not trusted here (a proxy’s own CA?)',
    source: 'https://github.com/kubernetes/minikube/issues/3721',
  },
  {
    pattern: /proxyconnect/i,
    says: 'the engine’s proxy can’t be reached (HTTPS_PROXY of its daemon)',
    source: 'https://github.com/docker/for-win/issues/12725',
  },
  {
    // Docker Hub's word for a private image is "pull access denied …, repository does not exist or may require …".
    pattern: /unauthorized|denied|authentication required/i,
    says: 'the registry wants a login, or there is no such image',
    source: 'docker 20.10 with Docker Hub',
  },
  {
    pattern: /no matching manifest|no match for platform/i,
    says: 'there is none for this machine’s platform',
    source: 'https://github.com/link-assistant/hive-mind/issues/962',
  },
  {
    pattern: /no such host|name resolution|server misbehaving/i,
    says: 'its registry can’t be reached',
    source: 'docker 20.10 without a network',
  },
  {
    pattern: /manifest unknown|not found|does not exist/i,
    says: 'there is no such image',
    source: 'docker 20.10 with Docker Hub',
  },
  {
    pattern: /no route|timeout|timed out|refused|network is unreachable|EOF/i,
    says: 'its registry can’t be reached',
    source: 'docker 20.10 without a network',
  },
  {
    pattern: /invalid reference format/i,
    says: 'that is not the name of an image',
    source: 'docker 28.2',
  },
]

/**
 * Whether a registry was reached and answered of a tag that does not exist: that there is none, or, as some word it,
 * that one would have to log in. Only the pull of a real tag tells more.
 */
export const registryAnswered = (output: string): boolean =>
  /manifest unknown|manifest for \S+ not found|: not found|access denied|: denied|unauthorized/i.test(output)

/** What to say of a node image that is neither here nor to be had. @param output what the engine's pull printed */
export const imageUnavailable = (
  image: string,
  output: string,
  {cluster, engine}: FailureContext,
): {message: string} & ErrorDetails => {
  const reason = PULL_REASONS.find(({pattern}) => pattern.test(output))?.says ?? 'pulling it failed'
  return {
    message: `the node image ${image} is not on this machine: ${reason}`,
    evidence: output.trim().split('\n').slice(-2).filter(Boolean),
    fix: [
      {command: `${engine} load -i FILE`, comment: `an archive made by ${engine} save on a machine that has the image`},
      kubiaAdvice(['up', cluster, '--image', 'IMAGE'], `one of: ${engine} images kindest/node`),
    ],
  }
}

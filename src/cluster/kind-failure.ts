import type {ErrorCode} from '../errors/catalogue.ts'
import {type ErrorDetails, KubiaError} from '../errors/kubia-error.ts'

interface Pattern {
  pattern: RegExp
  code: ErrorCode
  /** @param match what the pattern caught; @param cluster the cluster's name. */
  tell: (match: RegExpExecArray, cluster: string) => {message: string} & ErrorDetails
}

/**
 * What kind's and the engine's own words mean, most telling first. The texts are those of kind v0.33 and docker 20.10,
 * recorded by provoking each failure; docker 28 words the taken port as "port is already allocated".
 */
const PATTERNS: readonly Pattern[] = [
  {
    pattern: /failed to lock config file: open (\S+\.lock): file exists/,
    code: 'KUBECONFIG_LOCKED',
    tell: ([, lock], cluster) => ({
      message: `${lock} exists: another program edits the kubeconfig, or one died while it did`,
      fix: [`rm ${lock}     # once no kind or kubectl is at work`],
      next: `kubectl kubia up ${cluster}`,
      left: 'the cluster was kept',
      keep: true,
    }),
  },
  {
    pattern:
      /listen (?:tcp|udp)\w* (\S+): bind: address already in use|Bind for (\S+) failed: port is already allocated/,
    code: 'PORT_TAKEN',
    tell: ([, listening, bound]) => ({
      message: `${listening ?? bound} is in use by another program or container`,
      fix: ['publish another host port, or 0 to have a free one chosen: -p 0:30080'],
    }),
  },
  {
    pattern: /The container name "\/?(\S+?)" is already in use/,
    code: 'NAME_TAKEN',
    tell: ([, container]) => ({
      message: `a container named ${container} exists and is no node of this cluster`,
      fix: ['choose another cluster name'],
    }),
  },
  {
    pattern: /node\(s\) already exist for a cluster with the name "([^"]+)"/,
    code: 'CLUSTER_INCOMPLETE',
    tell: ([, name]) => ({
      message: `nodes of a cluster ${name} exist already: another run may be making it`,
      fix: [`kubectl kubia down ${name}`],
      next: `kubectl kubia up ${name}`,
    }),
  },
  {
    pattern:
      /unable to decode config: ([\s\S]+)|(invalid configuration for node \d+: .+|.+ is not a valid cluster name.*)/,
    code: 'CONFIG_INVALID',
    tell: ([, decoding, validating]) => ({
      message: `kind refuses the config: ${(decoding ?? validating ?? '').trim()}`,
    }),
  },
  {
    pattern: /failed to pull image "([^"]+)"[\s\S]*?(?:Command Output: ([\s\S]*))?$/,
    code: 'IMAGE_UNAVAILABLE',
    tell: ([, image = '', output = ''], cluster) => imageUnavailable(image, output, cluster),
  },
]

/** Why a registry did not give an image, by what the engine says of it. */
const PULL_REASONS: readonly [RegExp, string][] = [
  [/toomanyrequests|rate limit/i, 'the registry limits how often this address may pull'],
  [/x509|certificate/i, 'the registry’s certificate is not trusted here (a proxy’s own CA?)'],
  // Docker Hub's word for a private image is "pull access denied …, repository does not exist or may require …".
  [/unauthorized|denied|authentication required/i, 'the registry wants a login, or there is no such image'],
  [/manifest unknown|not found|does not exist/i, 'there is no such image'],
  [
    /no such host|name resolution|server misbehaving|no route|timeout|timed out|refused|network is unreachable|EOF/i,
    'its registry can’t be reached',
  ],
]

/** What to say of a node image that is neither here nor to be had. @param output what the engine's pull printed */
export const imageUnavailable = (image: string, output: string, cluster: string): {message: string} & ErrorDetails => {
  const reason = PULL_REASONS.find(([pattern]) => pattern.test(output))?.[1] ?? 'pulling it failed'
  return {
    message: `the node image ${image} is not on this machine: ${reason}`,
    evidence: output.trim().split('\n').slice(-2).filter(Boolean),
    fix: [
      'docker load -i FILE     # an archive made by docker save on a machine that has the image',
      `kubectl kubia up ${cluster} --image IMAGE     # one of: docker images kindest/node`,
    ],
  }
}

/** Lines of kubeadm and kind that name an error; the walls of text around them name none. */
const ERROR_LINE = /^(?:\[?ERROR\b.*|error(?:\s+execution)?[ :].*|E\d{4} .*|.*\bfatal\b.*)$/i

/** A failure of `kind` as a KubiaError. @param stderr all that kind printed */
export const kindFailure = (stderr: string, cluster: string): KubiaError => {
  for (const {pattern, code, tell} of PATTERNS) {
    const match = pattern.exec(stderr)
    if (!match) continue
    const {message, ...details} = tell(match, cluster)
    return new KubiaError(code, message, details)
  }
  const lines = stderr
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  const telling = lines.filter(line => ERROR_LINE.test(line))
  const first = lines.find(line => line.startsWith('ERROR: ')) ?? lines.at(-1) ?? 'kind failed without a word'
  return new KubiaError('CREATE_FAILED', first.replace(/^ERROR: /, '').slice(0, 300), {
    evidence: telling.filter(line => line !== first).slice(0, 5),
    fix: [`kubectl kubia up ${cluster} --retain     # keeps the failed nodes, to look at them`],
  })
}

import {shortened} from '../../text/shortened.ts'
import {type Advice, kubectlAdvice, kubiaAdvice} from '../advice.ts'
import type {FailureContext, KnownFailure} from './known-failure.ts'

/** Where the server is: its address where that is known, else its context. */
const place = ({server, context}: Pick<FailureContext, 'server' | 'context'>): string =>
  server ? ` at ${server}` : context ? ` of context ${context}` : ''

/** The server in a message: `the API server at https://127.0.0.1:6443`. */
export const apiServer = (where: Pick<FailureContext, 'server' | 'context'>): string => `the API server${place(where)}`

/** What the reasons of a Status mean in HTTP (k8s.io/apimachinery, pkg/api/errors). */
const STATUS: Readonly<Record<string, string>> = {
  TooManyRequests: '429 Too Many Requests',
  InternalError: '500 Internal Server Error',
  ServiceUnavailable: '503 Service Unavailable',
  Timeout: '504 Gateway Timeout',
}
/** The same statuses where kubectl names no reason (`NewGenericServerResponse` there). */
const WORDS: Readonly<Record<string, string>> = {
  'the server has received too many requests': '429 Too Many Requests',
  'an error on the server (': '500 Internal Server Error',
  'the server is currently unable to handle': '503 Service Unavailable',
  'the server was unable to return a response in the time allotted': '504 Gateway Timeout',
}

/** What kubectl says before a failure; in a manifest's case, of a kind or a schema that it asked for. */
const ERROR = String.raw`error: (?:unable to recognize "[^"\n]{1,1000}": |error validating "[^"\n]{1,1000}": error validating data: failed to download openapi: )?`

/**
 * What Go's network says where a request got no answer: net, net/http with its HTTP/2, and context. A name's look-up is
 * part of a dial.
 */
const GO_NETWORK =
  '(?:proxyconnect tcp: )?(?:dial|read|write) (?:tcp|udp|unix)[46]? |net/http: |http2: |http: server closed idle connection|stream error: stream ID |context deadline exceeded'

/** The beginning of a line in which kubectl speaks of its own connection, and not an API server of that to a kubelet. */
const OWN_CONNECTION = String.raw`^(?!Error from server|[^\n]{0,200}?error dialing backend)`

/** The message for a server that does not accept the user's credentials. */
export const NOT_LOGGED_IN = 'the API server does not know this user'

/** The message for a server that fails. @param status `503 Service Unavailable` */
export const failingServer = (where: Pick<FailureContext, 'server' | 'context'>, status: string): string =>
  `${apiServer(where)} answers ${status}`

/** What etcd says while its members choose a leader, or too few of them are there. */
const ETCD_AWAY =
  '(?:no leader|not leader|leader changed|not capable|server stopped|unhealthy cluster|too many requests|request timed out)[^\\n]{0,100}'

/** The message for a server that ends its answer early. */
export const cutOff = (where: Pick<FailureContext, 'server' | 'context'>): string =>
  `${apiServer(where)} closes the connection before its answer is whole`

/** The message for a server that is no Kubernetes API server. @param why what it does instead */
export const notKubernetes = (
  where: Pick<FailureContext, 'server' | 'context'>,
  why: string,
): {message: string; fix: Advice[]} => ({
  message: `what answers${place(where) || ' there'} is not a Kubernetes API server: ${why}`,
  fix: [
    kubectlAdvice(
      ['config', 'view', '--minify', ...(where.context ? ['--context', where.context] : [])],
      'is this the right server?',
    ),
    'a proxy (HTTPS_PROXY, NO_PROXY) or the login page of a network may stand in between',
  ],
})

/** What kubectl prints where the API server, or another server at its address, fails or refuses the user. */
export const API_FAILURES: readonly KnownFailure[] = [
  {
    id: 'api-web-page',
    source: 'kubectl v1.27 to v1.33 against a server that sends HTML with 200, 401, 403 and 502',
    pattern: new RegExp(
      String.raw`serializer for text/html|invalid character '<' looking for beginning of value|^(?:Error from server(?: \(\w{1,40}\))?: |${ERROR})(?:an error on the server \(")?<(?:!doctype html|html)`,
      'im',
    ),
    code: 'NOT_KUBERNETES',
    explain: (_, where) => notKubernetes(where, 'it sends web pages'),
  },
  {
    id: 'api-redirects',
    source: 'kubectl v1.27 to v1.33 against a server that redirects to itself',
    pattern: /^Unable to connect to the server: stopped after \d{1,3} redirects/m,
    code: 'NOT_KUBERNETES',
    explain: (_, where) => notKubernetes(where, 'it redirects again and again'),
  },
  {
    id: 'api-http',
    source: 'kubectl v1.27 to v1.33 with an https:// address of a server without TLS, and the reverse',
    pattern: /server gave HTTP response to HTTPS client|Client sent an HTTP request to an HTTPS server/,
    code: 'NOT_KUBERNETES',
    explain: ([words], where) =>
      notKubernetes(
        where,
        words.startsWith('server') ? 'it speaks HTTP, and not HTTPS' : 'it wants HTTPS, and not HTTP',
      ),
  },
  {
    id: 'api-no-json',
    source: 'kubectl v1.27 to v1.33 against a server that sends no bytes, noise, JSON of another kind, or 404 for /api',
    pattern: new RegExp(
      [
        String.raw`^(?:${ERROR})?(?:unable to parse the server version: )?(?:invalid character '[^'\n]{1,10}' |unexpected end of JSON input|serializer for [^\n]{1,100} doesn't exist|Object 'Kind' is missing in |couldn't get version/kind; json parse error: |json: cannot unmarshal )`,
        String.raw`^error: could not parse "[^"\n]{0,100}" as version`,
        `^error: the server doesn't have a resource type "(?:node|namespace|pod|service|event|endpoint|deployment|replicaset|statefulset|daemonset|replicationcontroller)s?"`,
        String.raw`^(?:Error from server \(NotFound\): |${ERROR})the server could not find the requested resource(?:;|$)`,
        String.raw`^error: resource mapping not found for [^\n]{1,1000}: no matches for kind "(?:Pod|Service|ConfigMap|Secret|Namespace)" in version "v1"$`,
      ].join('|'),
      'm',
    ),
    code: 'NOT_KUBERNETES',
    explain: (_, where) => notKubernetes(where, 'it does not send what one sends'),
  },
  {
    id: 'api-not-logged-in',
    source: 'kubectl v1.27 to v1.33 against a server that answers 401',
    pattern: new RegExp(
      String.raw`^error: You must be logged in to the server|^Error from server \(Unauthorized\)|^${ERROR}the server has asked for the client to provide credentials|remote error: tls: `,
      'm',
    ),
    code: 'FORBIDDEN',
    explain: () => ({message: NOT_LOGGED_IN}),
  },
  {
    id: 'api-forbidden',
    source: 'kubectl v1.27 to v1.33 against a server that answers 403',
    pattern: new RegExp(String.raw`^(?:Error from server \(Forbidden\): ([^\n]{1,1000})|${ERROR}unknown(?:;|$))`, 'm'),
    code: 'FORBIDDEN',
    explain: ([, why = 'unknown'], where) => ({
      message: why === 'unknown' ? `${apiServer(where)} refuses this user` : why,
      evidence: [],
    }),
  },
  {
    id: 'api-failing',
    source: 'kubectl v1.27 to v1.33 against a server that answers 429, 500, 503 and 504',
    pattern:
      /^Error from server \((TooManyRequests|InternalError|ServiceUnavailable|Timeout)\): |^error: [^\n]{0,1000}?(the server has received too many requests|an error on the server \(|the server is currently unable to handle|the server was unable to return a response in the time allotted)/m,
    code: 'API_FAILING',
    explain: ([, reason = '', words = ''], where) => ({
      message: failingServer(where, STATUS[reason] ?? WORDS[words] ?? words),
      fix:
        reason === 'TooManyRequests' || words.endsWith('too many requests')
          ? ['the same command, a little later: the server has more requests than it takes']
          : [kubectlAdvice(['get', '--raw', '/readyz?verbose'], 'tells which part of it is not ready')],
    }),
  },
  {
    id: 'api-without-etcd',
    source:
      'kubectl v1.32 with a kind cluster of three control planes two of which had been started a moment before; the words are those of etcd, api/v3rpc/rpctypes/error.go',
    pattern: new RegExp(
      String.raw`^(?:Error from server|error)(?: \(\w{1,50}\))?: (?:[^\n]{0,1000}: )?(?:etcdserver: (${ETCD_AWAY})|rpc error: code = Unavailable desc = ([^\n]{1,300}))`,
      'm',
    ),
    code: 'API_FAILING',
    explain: ([, etcd, rpc], where) => ({
      message: `${apiServer(where)} does not reach its etcd: ${etcd ?? rpc}`,
      fix: [kubectlAdvice(['get', '--raw', '/readyz?verbose'], 'tells which part of it is not ready')],
    }),
  },
  {
    id: 'api-cut-off',
    source:
      'kubectl v1.27 to v1.33 against a server that closes connections before and in the middle of its answer, and v1.32 over a proxy that does so',
    pattern: new RegExp(
      String.raw`^(?:${ERROR})?unexpected error when reading response body|^(?:Unable to connect to the server: |${ERROR}Get "[^"\n]{1,1000}": )(?:unexpected )?EOF|^(?:error: )?EOF$`,
      'm',
    ),
    code: 'API_FAILING',
    explain: (_, where) => ({
      message: cutOff(where),
      fix: [kubectlAdvice(['get', '--raw', '/readyz?verbose'], 'tells which part of it is not ready')],
    }),
  },
  {
    id: 'api-certificate',
    source:
      'kubectl v1.27 to v1.33 with a server whose certificate is of another authority, for another name, or expired',
    pattern: /^Unable to connect to the server: [^\n]{0,100}?x509: ([^\n]{1,300})/m,
    code: 'API_UNTRUSTED',
    explain: ([, why = ''], where) => ({
      message: `the certificate of ${apiServer(where)} is not trusted: ${why}`,
      evidence: [],
      fix: [kubiaAdvice(['up'], 'writes the context of a local cluster that was made again')],
    }),
  },
  {
    id: 'api-unreachable',
    source:
      'kubectl v1.27 to v1.33 with an address that nothing listens at, a host without a route, an unknown name, and v1.32 with a server that resets connections; https://github.com/kubernetes/kubectl/issues/687',
    pattern: new RegExp(
      [
        'Unable to connect to the server',
        String.raw`The connection to the server \S{1,300} was refused`,
        "couldn't get current server API group list",
        String.raw`${OWN_CONNECTION}[^\n]{0,1000}?(?:no route to host|i/o timeout)`,
        String.raw`${OWN_CONNECTION}[^\n]{0,1000}?\b(?:Get|Head|Post|Put|Patch|Delete) \\?"https?://[^"\n]{1,1000}": (?:${GO_NETWORK})`,
        `^error: (?:unable to decode an event from the watch stream: )?(?:${GO_NETWORK})`,
      ].join('|'),
      'm',
    ),
    code: 'API_UNREACHABLE',
    explain: ({input}, where) => ({
      message: `${apiServer(where)} does not answer`,
      evidence: [shortened(input.trim().split('\n').at(-1) ?? '', 300)],
      fix: [kubiaAdvice(['clusters'], 'which local clusters run')],
    }),
  },
]

/**
 * What `kubectl proxy` says, with 500, where it got no answer itself: words of Go's network, and no Status.
 * Source: k8s.io/kubectl, pkg/proxy.
 */
const NO_ANSWER = new RegExp(`^(?:${GO_NETWORK}|(?:unexpected )?EOF$)`)

/** Whether an answer with 500 is that of `kubectl proxy`, which got none from the API server. */
export const saysNoAnswer = (text: string): boolean => NO_ANSWER.test(text)

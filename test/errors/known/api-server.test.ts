import {expect, test} from 'vitest'
import {API_FAILURES, recognise, saysNoAnswer} from '../../../src/errors/known/index.ts'
import {expectKnown} from './expect-known.ts'

const listing =
  'E1128 23:05:09.937602   32632 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list: '
const page = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>\n<p>Please sign in to the network.</p>\n'
const notKubernetes = (why: string): string =>
  `what answers at https://10.0.0.1:6443 is not a Kubernetes API server: ${why}`
const webPages = notKubernetes('it sends web pages')
const noJson = notKubernetes('it does not send what one sends')
const server = 'the API server at https://10.0.0.1:6443'

expectKnown('kubectl', API_FAILURES, {
  'api-web-page': [
    'NOT_KUBERNETES',
    [`error: unable to recognize "m.yaml": ${page}`, webPages],
    [
      `${listing}invalid character '<' looking for beginning of value"\nerror: invalid character '<' looking for beginning of value\n`,
      webPages,
    ],
    ["error: unable to parse the server version: invalid character '<' looking for beginning of value\n", webPages],
    [
      "serializer for text/html; charset=utf-8 doesn't exist\nserializer for text/html; charset=utf-8 doesn't exist\n",
      webPages,
    ],
    ["error: serializer for text/html; charset=utf-8 doesn't exist\n", webPages],
    [
      `${listing.replace('"couldn', '<\n\tcouldn')}${page.replaceAll('\n', '\n\t')} >\nError from server (Forbidden): ${page}`,
      webPages,
    ],
    [
      `Error from server (InternalError): an error on the server ("${page.replaceAll('\n', '\\n')}") has prevented the request from succeeding\n`,
      webPages,
    ],
  ],
  'api-redirects': [
    'NOT_KUBERNETES',
    [
      `${listing}Get \\"/version\\": stopped after 10 redirects"\nUnable to connect to the server: stopped after 10 redirects\n`,
      notKubernetes('it redirects again and again'),
    ],
  ],
  'api-http': [
    'NOT_KUBERNETES',
    [
      'Unable to connect to the server: http: server gave HTTP response to HTTPS client\n',
      notKubernetes('it speaks HTTP, and not HTTPS'),
    ],
    [
      'Error from server (BadRequest): Client sent an HTTP request to an HTTPS server.\n',
      notKubernetes('it wants HTTPS, and not HTTP'),
    ],
  ],
  'api-no-json': [
    'NOT_KUBERNETES',
    ['error: unable to recognize "m.yaml": the server could not find the requested resource\n', noJson],
    [
      `${listing}invalid character '\\\\x00' looking for beginning of value"\nerror: invalid character '\\x00' looking for beginning of value\n`,
      noJson,
    ],
    ["error: unable to parse the server version: invalid character 'h' looking for beginning of value\n", noJson],
    ["invalid character '\\x00' looking for beginning of value\n", noJson],
    ["serializer for text/plain doesn't exist\n", noJson],
    [`${listing}unexpected end of JSON input"\nerror: unexpected end of JSON input\n`, noJson],
    ['unexpected end of JSON input\n', noJson],
    ['error: could not parse "" as version\n', noJson],
    ["Object 'Kind' is missing in '{\"hello\":1}'\n", noJson],
    ["error: couldn't get version/kind; json parse error: unexpected end of JSON input\n", noJson],
    ...['nodes', 'pods', 'pod', 'service', 'events', 'endpoints', 'deployment', 'deployments'].map(
      (word): [string, string] => [`error: the server doesn't have a resource type "${word}"\n`, noJson],
    ),
    [
      'error: unable to recognize "m.yaml": json: cannot unmarshal array into Go value of type v1.APIVersions\n',
      noJson,
    ],
    ['error: unable to recognize "m.yaml": invalid character \'\\x00\' looking for beginning of value\n', noJson],
    [
      'error: resource mapping not found for name: "web" namespace: "" from "m.yaml": no matches for kind "Service" in version "v1"\nensure CRDs are installed first\n',
      noJson,
    ],
    [
      'error: error validating "m.yaml": error validating data: failed to download openapi: the server could not find the requested resource; if you choose to ignore these errors, turn validation off with --validate=false\n',
      noJson,
    ],
    [
      `${listing}the server could not find the requested resource"\nError from server (NotFound): the server could not find the requested resource\n`,
      noJson,
    ],
  ],
  'api-not-logged-in': [
    'FORBIDDEN',
    [
      `${listing}the server has asked for the client to provide credentials"\nerror: You must be logged in to the server (the server has asked for the client to provide credentials)\n`,
      'the API server does not know this user',
    ],
    ['error: You must be logged in to the server (Unauthorized)\n', 'the API server does not know this user'],
    [
      'error: unable to recognize "m.yaml": the server has asked for the client to provide credentials\n',
      'the API server does not know this user',
    ],
    [
      'Unable to connect to the server: remote error: tls: unknown certificate authority\n',
      'the API server does not know this user',
    ],
  ],
  'api-forbidden': [
    'FORBIDDEN',
    [`${listing}unknown"\nError from server (Forbidden): unknown\n`, `${server} refuses this user`],
    ['error: unable to recognize "m.yaml": unknown\n', `${server} refuses this user`],
    [
      'Error from server (Forbidden): pods is forbidden: User "joe" cannot list resource "pods"\n',
      'pods is forbidden: User "joe" cannot list resource "pods"',
    ],
  ],
  'api-failing': [
    'API_FAILING',
    [
      'error: unable to recognize "m.yaml": the server has received too many requests and has asked us to try again later\n',
      `${server} answers 429 Too Many Requests`,
    ],
    [
      'error: unable to recognize "m.yaml": an error on the server ("unknown") has prevented the request from succeeding\n',
      `${server} answers 500 Internal Server Error`,
    ],
    [
      'error: unable to recognize "m.yaml": the server is currently unable to handle the request\n',
      `${server} answers 503 Service Unavailable`,
    ],
    [
      'error: unable to recognize "m.yaml": the server was unable to return a response in the time allotted, but may still be processing the request\n',
      `${server} answers 504 Gateway Timeout`,
    ],
    [
      `${listing}the server has received too many requests and has asked us to try again later"\nError from server (TooManyRequests): the server has received too many requests and has asked us to try again later\n`,
      `${server} answers 429 Too Many Requests`,
    ],
    [
      `${listing}an error on the server (\\"unknown\\") has prevented the request from succeeding"\nError from server (InternalError): an error on the server ("unknown") has prevented the request from succeeding\n`,
      `${server} answers 500 Internal Server Error`,
    ],
    [
      'error: error validating "STDIN": error validating data: failed to download openapi: the server is currently unable to handle the request; if you choose to ignore these errors, turn validation off with --validate=false\n',
      `${server} answers 503 Service Unavailable`,
    ],
    [
      'Error from server (ServiceUnavailable): the server is currently unable to handle the request\n',
      `${server} answers 503 Service Unavailable`,
    ],
    [
      'Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request\n',
      `${server} answers 504 Gateway Timeout`,
    ],
  ],
  'api-without-etcd': [
    'API_FAILING',
    ['Error from server: etcdserver: leader changed\n', `${server} does not reach its etcd: leader changed`],
    [
      'Error from server: error when creating "STDIN": etcdserver: request timed out, possibly due to previous leader failure\n',
      `${server} does not reach its etcd: request timed out, possibly due to previous leader failure`,
    ],
    [
      'Error from server: rpc error: code = Unavailable desc = transport is closing\n',
      `${server} does not reach its etcd: transport is closing`,
    ],
  ],
  'api-cut-off': [
    'API_FAILING',
    [
      'error: unable to recognize "m.yaml": unexpected error when reading response body. Please retry. Original error: unexpected EOF\n',
      `${server} closes the connection before its answer is whole`,
    ],
    [
      `${listing}unexpected error when reading response body. Please retry. Original error: unexpected EOF"\nerror: unexpected error when reading response body. Please retry. Original error: unexpected EOF\n`,
      `${server} closes the connection before its answer is whole`,
    ],
    [
      'error: error validating "m.yaml": error validating data: failed to download openapi: Get "http://127.0.0.1:34761/openapi/v2?timeout=32s": EOF; if you choose to ignore these errors, turn validation off with --validate=false\n',
      `${server} closes the connection before its answer is whole`,
    ],
    [
      `${listing}Get \\"http://127.0.0.1:34761/api?timeout=32s\\": EOF"\nUnable to connect to the server: EOF\n`,
      `${server} closes the connection before its answer is whole`,
    ],
    ['error: EOF\n', `${server} closes the connection before its answer is whole`],
    ['EOF\nEOF\nEOF\n', `${server} closes the connection before its answer is whole`],
  ],
  'api-certificate': [
    'API_UNTRUSTED',
    [
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-29T00:00:00Z is after 2020-01-01T00:00:00Z\n',
      `the certificate of ${server} is not trusted: certificate has expired or is not yet valid: current time 2026-11-29T00:00:00Z is after 2020-01-01T00:00:00Z`,
    ],
    [
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, not 127.0.0.1\n',
      `the certificate of ${server} is not trusted: certificate is valid for 10.96.0.1, not 127.0.0.1`,
    ],
    [
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
      `the certificate of ${server} is not trusted: certificate signed by unknown authority`,
    ],
  ],
  'api-unreachable': [
    'API_UNREACHABLE',
    // An API server that is not back yet after its node was started, by kubectl v1.32.
    [
      'error: Get "https://127.0.0.1:34761/api/v1/nodes?limit=500": dial tcp 127.0.0.1:34761: connect: connection refused - error from a previous attempt: read tcp 127.0.0.1:37276->127.0.0.1:34761: read: connection reset by peer\n',
      `${server} does not answer`,
    ],
    [
      `${listing}Get \\"http://127.0.0.1:38999/api?timeout=32s\\": read tcp 127.0.0.1:37276->127.0.0.1:38999: read: connection reset by peer - error from a previous attempt: read tcp 127.0.0.1:37274->127.0.0.1:38999: read: connection reset by peer"\nerror: Get "http://127.0.0.1:38999/api?timeout=32s": read tcp 127.0.0.1:37276->127.0.0.1:38999: read: connection reset by peer - error from a previous attempt: read tcp 127.0.0.1:37274->127.0.0.1:38999: read: connection reset by peer\n`,
      `${server} does not answer`,
    ],
    [
      'Unable to connect to the server: read tcp 127.0.0.1:48064->127.0.0.1:43407: read: connection reset by peer\n',
      `${server} does not answer`,
    ],
    [
      'error: error validating "m.yaml": error validating data: failed to download openapi: Get "http://127.0.0.1:35305/openapi/v2?timeout=32s": read tcp 127.0.0.1:39602->127.0.0.1:35305: read: connection reset by peer - error from a previous attempt: read tcp 127.0.0.1:39586->127.0.0.1:35305: read: connection reset by peer; if you choose to ignore these errors, turn validation off with --validate=false\n',
      `${server} does not answer`,
    ],
    ...[
      'net/http: TLS handshake timeout',
      'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
      'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      'http2: client connection lost',
      'http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=""',
      'http: server closed idle connection',
      'stream error: stream ID 7; INTERNAL_ERROR; received from peer',
      'write tcp 127.0.0.1:37276->127.0.0.1:6443: write: broken pipe',
      'dial tcp 127.0.0.1:6443: connect: network is unreachable',
      'proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
    ].flatMap((words): [string, string][] => [
      [`error: Get "https://10.0.0.1:6443/api/v1/nodes": ${words}\n`, `${server} does not answer`],
      [`error: Patch "https://10.0.0.1:6443/api/v1/nodes/a": ${words}\n`, `${server} does not answer`],
      [`error: unable to decode an event from the watch stream: ${words}\n`, `${server} does not answer`],
    ]),
    [
      'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
      `${server} does not answer`,
    ],
    [
      'error: error validating "m.yaml": error validating data: failed to download openapi: Get "http://127.0.0.1:1/openapi/v2?timeout=32s": dial tcp 127.0.0.1:1: connect: connection refused; if you choose to ignore these errors, turn validation off with --validate=false\n',
      `${server} does not answer`,
    ],
    ['Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout\n', `${server} does not answer`],
    [
      `${listing}Get \\"https://login.example.invalid/\\": dial tcp: lookup login.example.invalid on 10.0.0.53:53: no such host"\nUnable to connect to the server: dial tcp: lookup login.example.invalid on 10.0.0.53:53: no such host\n`,
      `${server} does not answer`,
    ],
  ],
})

test.each([
  ['dial tcp 127.0.0.1:1: connect: connection refused', true],
  ['context deadline exceeded (Client.Timeout exceeded while awaiting headers)', true],
  ['EOF', true],
  ['http2: client connection lost', true],
  ['http2: server sent GOAWAY and closed the connection', true],
  ['proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused', true],
  ['EOF of the file', false],
  ['Internal error occurred: dial tcp', false],
])('Of %j it is known whether kubectl proxy says it for want of an answer: %j', (text, expected) => {
  expect(saysNoAnswer(text)).toBe(expected)
})

// The API server answers there: it is the kubelet of a node that does not.
test.each([
  'Error from server: Get "https://172.18.0.3:10250/containerLogs/default/kubia/kubia": dial tcp 172.18.0.3:10250: connect: no route to host\n',
  'Error from server: error dialing backend: dial tcp 172.18.0.3:10250: i/o timeout\n',
  'error: error upgrading connection: error dialing backend: dial tcp 172.18.0.3:10250: i/o timeout\n',
])('%s is no word of an API server that cannot be reached', text => {
  expect(recognise(text, API_FAILURES)).toBeUndefined()
})

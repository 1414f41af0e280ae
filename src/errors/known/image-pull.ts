import {BLANK, kubectlAdvice, kubiaAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'

const LOGIN = [
  kubectlAdvice([
    'create',
    'secret',
    'docker-registry',
    'registry',
    '--docker-server=…',
    '--docker-username=…',
    '--docker-password=…',
  ]),
  'then name the secret in the pod’s imagePullSecrets',
]
const LOCAL = [
  kubiaAdvice(['load', BLANK.image], 'puts an image that only this machine has on the nodes of a local cluster'),
]

/**
 * Why an image could not be pulled, as the second half of a sentence. The order counts: a private image that the
 * registry hides says "not found" and "denied".
 */
export const IMAGE_PULL_FAILURES: readonly KnownFailure[] = [
  {
    id: 'pull-rate-limit',
    source: 'containerd 1.6 and 2.0 with docker.io, in the kubelet’s event Failed',
    pattern: /toomanyrequests|429 Too Many Requests|rate limit/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'the registry’s rate limit is reached',
      fix: ['wait, or log in to the registry', ...LOCAL],
    }),
  },
  {
    id: 'pull-certificate',
    source: 'containerd 1.6 and 2.0 with registry:2 under a certificate of its own, and without TLS',
    pattern: /x509|certificate signed by unknown authority|tls: failed to verify|http: server gave HTTP response/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'the registry’s certificate is not trusted by the nodes',
      fix: ['bring the CA to the nodes, or use a registry that they trust'],
    }),
  },
  {
    id: 'pull-private',
    source: 'containerd 1.6 and 2.0 with docker.io and ghcr.io, without a login',
    pattern:
      /unauthorized|authentication required|no basic auth credentials|403 Forbidden|401 Unauthorized|insufficient_scope|access denied|requested access to the resource is denied|pull access denied/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'it does not exist, or it is private and the registry asks for a login',
      fix: ['check the name', ...LOGIN, ...LOCAL],
    }),
  },
  {
    id: 'pull-not-found',
    source: 'containerd 1.6 and 2.0 with docker.io, ghcr.io and registry:2',
    pattern: /not found|manifest unknown|no such image|NotFound/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'the registry has no such image or tag',
      fix: ['check the name and the tag', ...LOCAL],
    }),
  },
  {
    id: 'pull-refused',
    source: 'containerd 1.6 and 2.0 with localhost:1 as the registry',
    pattern: /connection refused/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'nothing listens at the registry’s address',
      fix: ['check the registry’s name and port in the image', ...LOCAL],
    }),
  },
  {
    id: 'pull-unreachable',
    source: 'containerd 1.6 and 2.0 without a network, and with the name of no host',
    pattern:
      /no route to host|network is unreachable|i\/o timeout|no such host|server misbehaving|deadline exceeded|TLS handshake timeout|dial tcp/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'the nodes cannot reach the registry',
      fix: ['check the registry’s name, the network and the proxy of the nodes', ...LOCAL],
    }),
  },
  {
    id: 'pull-invalid-name',
    source: 'kubelet 1.20 to 1.36, pkg/kubelet/images/image_manager.go (InvalidImageName)',
    pattern: /invalid reference format|couldn't parse image|InvalidImageName/i,
    code: 'IMAGE_PULL',
    explain: () => ({
      message: 'it is not a valid image name',
      fix: ['a name is like museopkim/kubia:latest, in lowercase'],
    }),
  },
  {
    id: 'pull-never',
    source: 'kubelet 1.20 to 1.36, pkg/kubelet/images/image_manager.go (ErrImageNeverPull)',
    pattern: /ErrImageNeverPull|pull policy is never|not present with pull policy of Never/i,
    code: 'IMAGE_PULL',
    explain: () => ({message: 'it is not on the node, and its pull policy is Never', fix: LOCAL}),
  },
  {
    id: 'pull-platform',
    source: 'containerd 1.6 and 2.0 with an image of another platform',
    pattern: /no match for platform|no matching manifest|exec format error/i,
    code: 'IMAGE_PULL',
    explain: (_, {engine}) => ({
      message: 'there is no image for this node’s platform',
      fix: [
        {
          command: `${engine} build --platform linux/amd64 .`,
          comment: 'builds it for the platform of the nodes, in the folder with its Dockerfile',
        },
      ],
    }),
  },
]

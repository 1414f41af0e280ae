import {kubectlAdvice} from '../../errors/advice.ts'
import type {Cause} from './diagnosis.ts'

const LOGIN = [
  kubectlAdvice([
    'create',
    'secret',
    'docker-registry',
    'NAME',
    '--docker-server=…',
    '--docker-username=…',
    '--docker-password=…',
  ]),
  'then name the secret in the pod’s imagePullSecrets',
]
const LOCAL = [
  {
    command: 'is the image only on this machine? kubectl kubia load IMAGE',
    comment: 'puts it on the nodes of a local cluster',
  },
]

/**
 * Why an image could not be pulled. Texts of containerd 1.6 and 2.0 and of docker.io, ghcr.io and registry:2, as kubelet
 * puts them into events. The order counts: a private image that the registry hides says "not found" and "denied".
 */
export const IMAGE_PULL_CAUSES: readonly Cause[] = [
  {
    pattern: /toomanyrequests|429 Too Many Requests|rate limit/i,
    says: 'the registry’s rate limit is reached',
    fix: ['wait, or log in to the registry', ...LOCAL],
  },
  {
    pattern: /x509|certificate signed by unknown authority|tls: failed to verify|http: server gave HTTP response/i,
    says: 'the registry’s certificate is not trusted by the nodes',
    fix: ['bring the CA to the nodes, or use a registry that they trust'],
  },
  {
    pattern:
      /unauthorized|authentication required|no basic auth credentials|403 Forbidden|401 Unauthorized|insufficient_scope|access denied|requested access to the resource is denied|pull access denied/i,
    says: 'it does not exist, or it is private and the registry asks for a login',
    fix: ['check the name', ...LOGIN, ...LOCAL],
  },
  {
    pattern: /not found|manifest unknown|no such image|NotFound/i,
    says: 'the registry has no such image or tag',
    fix: ['check the name and the tag', ...LOCAL],
  },
  {
    pattern: /connection refused/i,
    says: 'nothing listens at the registry’s address',
    fix: ['check the registry’s name and port in the image', ...LOCAL],
  },
  {
    pattern:
      /no route to host|network is unreachable|i\/o timeout|no such host|server misbehaving|deadline exceeded|TLS handshake timeout|dial tcp/i,
    says: 'the nodes can’t reach the registry',
    fix: ['check the registry’s name, the network and the proxy of the nodes', ...LOCAL],
  },
  {
    pattern: /invalid reference format|couldn't parse image|InvalidImageName/i,
    says: 'it is not a valid image name',
    fix: ['a name is like museopkim/kubia:latest, in lowercase'],
  },
  {
    pattern: /ErrImageNeverPull|pull policy is never|not present with pull policy of Never/i,
    says: 'it is not on the node, and its pull policy is Never',
    fix: LOCAL,
  },
  {
    pattern: /no match for platform|no matching manifest|exec format error/i,
    says: 'there is no image for this node’s platform',
    fix: ['build it for the platform of the nodes: docker build --platform linux/amd64 …'],
  },
]

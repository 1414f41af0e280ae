import {expect, test} from 'vitest'
import {recognise} from '../../../src/errors/known/index.ts'
import {KIND_FAILURES} from '../../../src/errors/known/kind.ts'
import {KUBEADM_FAILURES} from '../../../src/errors/known/kubeadm.ts'
import {imageUnavailable, PULL_REASONS} from '../../../src/errors/known/registry.ts'
import {expectKnown, where} from './expect-known.ts'

const failed = 'ERROR: failed to create cluster: '

expectKnown('kind', KIND_FAILURES, {
  'nodes-exist': [
    'CLUSTER_INCOMPLETE',
    [
      `${failed}node(s) already exist for a cluster with the name "shop"`,
      'nodes of a cluster shop exist already: another run may be making it',
    ],
  ],
  'containerd-patch': [
    'CONFIG_INVALID',
    [
      `${failed}failed to patch containerd config: (1, 2): unexpected token unclosed table key, was expecting a table key\n`,
      'kind cannot read a containerd patch of the config: line 1, column 2 of the patch: unexpected token unclosed table key, was expecting a table key',
    ],
  ],
  'config-refused': [
    'CONFIG_INVALID',
    [
      `${failed}unable to decode config: yaml: unmarshal errors:\n  line 3: field nodez not found\n`,
      'kind refuses the config: yaml: unmarshal errors:\n  line 3: field nodez not found',
    ],
    [
      `${failed}could not determine kind / apiVersion for config: yaml: found unknown directive name\n`,
      'kind refuses the config: yaml: found unknown directive name',
    ],
    [
      `${failed}invalid configuration for node 1: "x" is not a valid node role\n`,
      'kind refuses the config: invalid configuration for node 1: "x" is not a valid node role',
    ],
    [
      `${failed}'A B' is not a valid cluster name, cluster names must match \`^[a-z0-9.-]+$\``,
      "kind refuses the config: 'A B' is not a valid cluster name, cluster names must match `^[a-z0-9.-]+$`",
    ],
    [
      `${failed}invalid pod subnet failed to parse cidr value:"10.0.0.0/99" with error: invalid CIDR address: 10.0.0.0/99`,
      'kind refuses the config: invalid pod subnet failed to parse cidr value:"10.0.0.0/99" with error: invalid CIDR address: 10.0.0.0/99',
    ],
  ],
  'patch-unreadable': [
    'CONFIG_INVALID',
    [
      `${failed}failed to generate kubeadm config content: failed to parse patches: failed to parse type meta for "kind: [x": error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'`,
      "kind cannot read a patch of the config: failed to parse type meta for \"kind: [x\": error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'",
    ],
  ],
  'image-unavailable': [
    'IMAGE_UNAVAILABLE',
    [
      `${failed}failed to pull image "kindest/node:v9.9.9": command "docker pull kindest/node:v9.9.9" failed with error: exit status 1\n\nCommand Output: Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.255.255.53:53: no such host`,
      'the node image kindest/node:v9.9.9 is not on this machine: its registry cannot be reached',
    ],
    [
      `${failed}failed to pull image "a B": command "docker pull 'a B'" failed with error: exit status 1\n\nCommand Output: invalid reference format: repository name (library/a B) must be lowercase`,
      'the node image a B is not on this machine: that is not the name of an image',
    ],
  ],
  'rootless-delegation': [
    'ENGINE_SETUP',
    [
      `${failed}running kind with rootless provider requires setting systemd property "Delegate=yes", see https://kind.sigs.k8s.io/docs/user/rootless/`,
      'a rootless engine needs the right to set limits for its containers, which systemd has not delegated',
    ],
  ],
  'rootless-cgroup-v1': [
    'ENGINE_SETUP',
    [
      `${failed}running kind with rootless provider requires cgroup v2, see https://kind.sigs.k8s.io/docs/user/rootless/`,
      'a rootless engine needs cgroup v2, and this machine uses v1',
    ],
  ],
  'cluster-gone': [
    'NOT_FOUND',
    ['ERROR: no nodes found for cluster "nosuch"', 'there is no kind cluster nosuch'],
    [
      "ERROR: could not locate any control plane nodes for cluster named 'nosuch'. Use the --name option to select a different cluster",
      'there is no kind cluster nosuch',
    ],
  ],
  'node-stopped': [
    'NODE_BOOT_TIMEOUT',
    [
      `${failed}failed to generate kubeadm config content: failed to get kubernetes version from node: failed to get file: command "docker exec --privileged kind-control-plane cat /kind/version" failed with error: exit status 1\nCommand Output: Error response from daemon: Container f2a2d9c8f9c2eca9 is not running`,
      'a node ended while it booted: this machine is busy or short of memory',
    ],
    [
      `${failed}command "podman exec --privileged kind-control-plane cat /kind/version" failed with error: exit status 255\nCommand Output: Error: can only create exec sessions on running containers: container state improper`,
      'a node ended while it booted: this machine is busy or short of memory',
    ],
  ],
  'node-boot': [
    'NODE_BOOT_TIMEOUT',
    [
      `${failed}could not find a log line that matches "Reached target .*Multi-User System.*|detected cgroup v1"`,
      'a node did not boot within the 30 s that kind gives it: this machine is busy or short of memory',
    ],
  ],
  'not-a-node-image': [
    'NODE_IMAGE_INVALID',
    [
      `${failed}failed to generate kubeadm config content: failed to get kubernetes version from node: failed to get file: command "docker exec --privileged kind-control-plane cat /kind/version" failed with error: exit status 126`,
      'the image is no node image of kind: it has no /kind/version',
    ],
  ],
})

const kubeadm = `${failed}failed to init node with kubeadm: command "docker exec --privileged shop-control-plane kubeadm init --config=/kind/kubeadm.conf --skip-token-print --v=6 --skip-phases=preflight" failed with error: exit status 1\n\nCommand Output: I1123 15:14:37.550861     175 initconfiguration.go:201] loading configuration from "/kind/kubeadm.conf"\n`

expectKnown('kubeadm', KUBEADM_FAILURES, {
  'kubeadm-old-image': [
    'NODE_IMAGE_INVALID',
    [
      `${kubeadm}no kind "ClusterConfiguration" is registered for version "kubeadm.k8s.io/v1beta9" in scheme "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm/scheme/scheme.go:31"`,
      'the node image is too old for this kind: its kubeadm has no kubeadm.k8s.io/v1beta9',
    ],
  ],
  'kubeadm-old-kind': [
    'NODE_IMAGE_INVALID',
    [
      `${kubeadm}your configuration file uses an old API spec: "kubeadm.k8s.io/v1beta2" (kind: "ClusterConfiguration"). Please use kubeadm v1.22 instead`,
      'the node image is too new for this kind: its kubeadm no longer has kubeadm.k8s.io/v1beta2',
    ],
  ],
  'kubeadm-version-skew': [
    'CONFIG_INVALID',
    [
      `${kubeadm}this version of kubeadm only supports deploying clusters with the control plane version >= 1.19.0. Current version: v1.18.0`,
      'kubernetesVersion v1.18.0 does not fit the node image, which makes clusters from 1.19.0 on',
    ],
  ],
  'kubeadm-version-unreadable': [
    'CONFIG_INVALID',
    [
      `${kubeadm}[config] WARNING: Ignored YAML document with GroupVersionKind kubeadm.k8s.io/v1beta2, Kind=JoinConfiguration\nversion "v0.x" doesn't match patterns for neither semantic version nor labels (stable, latest, ...)`,
      'kubernetesVersion v0.x in the kubeadmConfigPatches is no version',
    ],
  ],
  'kubeadm-feature-gate': [
    'CONFIG_INVALID',
    [
      'featureGates: Invalid value: map[string]bool{"Nope":true}: Nope is not a valid feature name.',
      'kubeadm of this version has no feature gate Nope',
    ],
    [
      'unrecognized feature-gate key: TTLAfterFinished\nk8s.io/kubernetes/cmd/kubeadm/app/features.NewFeatureGate',
      'kubeadm of this version has no feature gate TTLAfterFinished',
    ],
  ],
  'kubeadm-field': [
    'CONFIG_INVALID',
    [
      'W1123 15:19:35.165160      48 strict.go:54] error unmarshaling configuration schema.GroupVersionKind{Group:"kubeadm.k8s.io", Version:"v1beta2", Kind:"ClusterConfiguration"}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field ClusterConfiguration.apiServer of type v1beta2.APIServer',
      'kubeadm refuses ClusterConfiguration: cannot unmarshal array into Go struct field ClusterConfiguration.apiServer of type v1beta2.APIServer',
    ],
    [
      'podSubnet: Invalid value: "nonsense": couldn\'t parse subnet\nTo see the stack trace of this error execute with --v=5 or higher',
      'kubeadm refuses podSubnet: Invalid value: "nonsense": couldn\'t parse subnet',
    ],
  ],
  'join-timeout': [
    'CREATE_FAILED',
    [
      `${failed}failed to join node with kubeadm: command "docker exec --privileged shop-worker kubeadm join" failed with error: exit status 1\n[kubelet-check] Initial timeout of 40s passed.\nerror execution phase kubelet-start: error uploading crisocket: timed out waiting for the condition`,
      'a node did not join in time: it could not reach the control plane, or this machine is busy',
    ],
  ],
  'kubelet-not-running': [
    'CREATE_FAILED',
    [
      `${kubeadm}[kubelet-check] Initial timeout of 40s passed.\n[kubelet-check] It seems like the kubelet isn't running or healthy.\n[kubelet-check] The HTTP call equal to 'curl -sSL http://localhost:10248/healthz' failed with error: Get "http://localhost:10248/healthz": dial tcp [::1]:10248: connect: connection refused.`,
      'the kubelet of a node does not run, and its log says nothing that is known',
    ],
  ],
})

const pull = 'Error response from daemon: '

expectKnown('an engine that pulls an image', PULL_REASONS, {
  'registry-rate-limit': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}toomanyrequests: You have reached your pull rate limit.`,
      'the registry limits how often this address may pull',
    ],
  ],
  'registry-certificate': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}Get https://k8s.gcr.io/v2/: x509: certificate signed by unknown authority`,
      'the registry’s certificate is not trusted here (a proxy’s own CA?)',
    ],
  ],
  'registry-proxy': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}Get "https://registry-1.docker.io/v2/": proxyconnect tcp: dial tcp 192.168.65.1:3128: connect: connection refused`,
      'the engine’s proxy cannot be reached (HTTPS_PROXY of its daemon)',
    ],
  ],
  'registry-login': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}pull access denied for nope, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
      'the registry wants a login, or there is no such image',
    ],
  ],
  'registry-platform': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}no matching manifest for linux/arm64/v8 in the manifest list entries: no match for platform in manifest: not found`,
      'there is none for this machine’s platform',
    ],
  ],
  'registry-unknown-host': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.255.255.53:53: no such host`,
      'its registry cannot be reached',
    ],
  ],
  'registry-not-found': [
    'IMAGE_UNAVAILABLE',
    [`${pull}manifest for kindest/node:v9 not found: manifest unknown: manifest unknown`, 'there is no such image'],
  ],
  'registry-unreachable': [
    'IMAGE_UNAVAILABLE',
    [
      `${pull}Get "http://localhost:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused`,
      'its registry cannot be reached',
    ],
  ],
  'registry-short-name': [
    'IMAGE_UNAVAILABLE',
    [
      'Error: short-name "museopkim/nosuch" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
      'its name has no registry, and podman searches none (docker.io/… names it in full)',
    ],
  ],
  'registry-name': [
    'IMAGE_UNAVAILABLE',
    ['invalid reference format: repository name (library/a B) must be lowercase', 'that is not the name of an image'],
  ],
})

test.each([
  [`${pull}manifest for kindest/node:v9 not found: manifest unknown: manifest unknown`, 'there is no such image'],
  [`${pull}something new`, 'pulling it failed'],
])('A node image whose pull ends with %j: %s', (output, why) => {
  const {message, fix} = imageUnavailable('kindest/node:v9', output, {...where, engine: 'podman'})
  expect(message).toBe(`the node image kindest/node:v9 is not on this machine: ${why}`)
  expect(fix?.slice(0, 2)).toEqual([
    'podman save kindest/node:v9 -o node.tar     # on a machine that has the image, writes it to a file',
    'podman load -i node.tar     # takes that file here',
  ])
})

test('What kind gives away is the evidence where the row names none', () => {
  const text = `${failed}running kind with rootless provider requires cgroup v2, see https://kind.sigs.k8s.io/docs/user/rootless/\nmore`
  expect(recognise(text, KIND_FAILURES, where)?.details.evidence).toEqual([text.split('\n')[0]])
})

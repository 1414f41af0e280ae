import {kubiaAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'
import {unfit} from './kubelet.ts'
import {imageUnavailable} from './registry.ts'

/** What kind itself says. */
export const KIND_FAILURES: readonly KnownFailure[] = [
  {
    id: 'nodes-exist',
    source: 'kind v0.33 with a cluster of the name',
    pattern: /node\(s\) already exist for a cluster with the name "([^"]+)"/,
    code: 'CLUSTER_INCOMPLETE',
    explain: ([, name]) => ({
      message: `nodes of a cluster ${name} exist already: another run may be making it`,
      evidence: [],
      fix: [kubiaAdvice(['down', name])],
      next: kubiaAdvice(['up', name]),
    }),
  },
  {
    id: 'config-refused',
    source: 'kind v0.33 with an unknown field, an unknown directive, an unknown role, a bad name and a bad podSubnet',
    pattern:
      /(?:unable to decode config|could not determine kind \/ apiVersion for config): ([\s\S]+)|(invalid configuration for node \d+: .+|'[^'\n]{0,300}' is not a valid cluster name.*|invalid (?:pod|service) subnet .+|invalid (?:ipFamily|apiServerPort|kubeProxyMode).+|must have at least one control-plane node.*)/,
    code: 'CONFIG_INVALID',
    explain: ([, decoding, validating]) => ({
      message: `kind refuses the config: ${(decoding ?? validating ?? '').replace(/^ERROR: failed to create cluster: /, '').trim()}`,
      evidence: [],
    }),
  },
  {
    id: 'patch-unreadable',
    source: 'kind v0.33 with kubeadmConfigPatches that are not YAML',
    pattern: /failed to parse patches: ([^\n]+)|failed to parse JSON 6902 patches: ([^\n]+)/,
    code: 'CONFIG_INVALID',
    explain: ([, patch, json]) => ({
      message: `kind cannot read a patch of the config: ${patch ?? json}`,
      evidence: [],
      fix: [`mend ${patch ? 'kubeadmConfigPatches' : 'kubeadmConfigPatchesJSON6902'} in the config`],
    }),
  },
  {
    id: 'containerd-patch',
    source: 'kind v0.33 with containerdConfigPatches that are not TOML',
    pattern: /failed to patch containerd config: (?:\((\d{1,6}), (\d{1,6})\): )?([^\n]{1,200})/,
    code: 'CONFIG_INVALID',
    explain: ([, line, column, why = '']) => ({
      ...(line !== undefined && {facts: {patch: {line: Number(line), column: Number(column), why}}}),
      message: `kind cannot read a containerd patch of the config: ${line === undefined ? '' : `line ${line}, column ${column} of the patch: `}${why}`,
      evidence: [],
      fix: ['mend containerdConfigPatches in the config'],
    }),
  },
  {
    id: 'image-unavailable',
    source: 'kind v0.33 and docker 20.10.24 without a registry',
    pattern: /failed to pull image "([^"]+)"[\s\S]*?(?:Command Output: ([\s\S]*))?$/,
    code: 'IMAGE_UNAVAILABLE',
    explain: ([, image = '', output = ''], where) => imageUnavailable(image, output, where),
  },
  {
    id: 'rootless-delegation',
    source: 'https://github.com/kubernetes-sigs/kind/issues/3936',
    pattern: /rootless provider requires setting systemd property "Delegate=yes"/,
    code: 'ENGINE_SETUP',
    explain: (_, {cluster}) => ({
      message: 'a rootless engine needs the right to set limits for its containers, which systemd has not delegated',
      fix: [
        {command: `systemd-run --scope --user -p Delegate=yes kubectl kubia up ${cluster}`},
        'for good: https://kind.sigs.k8s.io/docs/user/rootless/',
      ],
    }),
  },
  {
    id: 'rootless-cgroup-v1',
    source: 'kind v0.33, pkg/cluster/internal/create/create.go (validateProvider)',
    pattern: /rootless provider requires cgroup v2/,
    code: 'ENGINE_SETUP',
    explain: () => ({
      message: 'a rootless engine needs cgroup v2, and this machine uses v1',
      fix: ['boot Linux with systemd.unified_cgroup_hierarchy=1', 'or use an engine that runs as root'],
    }),
  },
  {
    id: 'cluster-gone',
    source: 'kind v0.33 with the name of a cluster that does not exist',
    pattern:
      /no nodes found for cluster "([^"]+)"|could not locate any control plane nodes for cluster named '([^']+)'/,
    code: 'NOT_FOUND',
    explain: ([, found, located]) => ({
      message: `there is no kind cluster ${found ?? located}`,
      evidence: [],
      fix: [kubiaAdvice(['clusters'], 'lists the local ones')],
    }),
  },
  {
    id: 'node-stopped',
    source: 'https://github.com/kubernetes-sigs/kind/issues/1288; podman 4.3: exec in a container that has ended',
    pattern:
      /Error response from daemon: [Cc]ontainer (\w+) is not running|can only create exec sessions on running containers/,
    code: 'NODE_BOOT_TIMEOUT',
    explain: (_, {cluster}) => slowNode('a node ended while it booted', cluster),
  },
  {
    id: 'node-boot',
    source: 'kind v0.33 on a busy machine; https://github.com/kubernetes-sigs/kind/issues/2972',
    pattern: /could not find a (?:log )?line that matches "Reached target/,
    code: 'NODE_BOOT_TIMEOUT',
    explain: (_, {cluster}) => slowNode('a node did not boot within the 30 s that kind gives it', cluster),
  },
  {
    id: 'not-a-node-image',
    source: 'kind v0.33 with --image of a web server',
    pattern: /cat \/kind\/version[^\n]{0,1000}?failed/,
    code: 'NODE_IMAGE_INVALID',
    explain: (_, where) => unfit('the image is no node image of kind: it has no /kind/version', where),
  },
]

const slowNode = (what: string, cluster: string) => ({
  message: `${what}: this machine is busy or short of memory`,
  evidence: [],
  fix: [kubiaAdvice(['up', cluster, '--workers', '1'], 'makes fewer nodes'), 'or end what else is at work here'],
})

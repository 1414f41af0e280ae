import {kubiaAdvice} from '../advice.ts'
import type {FailureContext, KnownCause, KnownFailure} from './known-failure.ts'

const KNOWN_ISSUES = 'https://kind.sigs.k8s.io/docs/user/known-issues/'

/** What is wrong with the config, and the command that tries the mended one. */
const mend = (message: string, what: string, {cluster}: FailureContext): KnownCause => ({
  message,
  fix: [`mend ${what} in the config`],
  next: kubiaAdvice(['up', cluster]),
})

/** What the kubelet says in its journal, and containers of the control plane in their logs, when they cannot start. */
export const KUBELET_FAILURES: readonly KnownFailure[] = [
  {
    id: 'feature-gate',
    source: 'kind v0.33 with featureGates that Kubernetes 1.20.2 does not know',
    pattern: /unrecognized feature gate: "?([\w-]+)/,
    code: 'CONFIG_INVALID',
    explain: ([, gate], where) => mend(`this version of Kubernetes has no feature gate ${gate}`, 'featureGates', where),
  },
  {
    id: 'component-flag',
    source: 'the kubelet and the API server of Kubernetes 1.20.2 with a flag that they do not have',
    pattern: /unknown flag: (--[\w-]+)/,
    code: 'CONFIG_INVALID',
    explain: ([, flag], where) =>
      mend(
        `a component of this version of Kubernetes has no flag ${flag}`,
        'kubeletExtraArgs or extraArgs of the kubeadmConfigPatches',
        where,
      ),
  },
  {
    id: 'node-label',
    source: 'the kubelet of Kubernetes 1.20.2 with --node-labels=node-role.kubernetes.io/worker=',
    pattern: /unknown 'kubernetes\.io' or 'k8s\.io' labels specified with --node-labels: \[([^\]\n]{1,300})/,
    code: 'CONFIG_INVALID',
    explain: ([, labels = ''], where) => ({
      ...mend(
        `no kubelet may give its own node the label ${labels.replaceAll(' ', ', ')}`,
        'labels of the node, or node-labels of the kubeadmConfigPatches,',
        where,
      ),
      evidence: [],
    }),
  },
  {
    id: 'node-taint',
    source: 'the kubelet of Kubernetes 1.20.2 with --register-with-taints=k=v:Nope',
    pattern: /for "--register-with-taints" flag: invalid taint ([^\n,]{1,160})/,
    code: 'CONFIG_INVALID',
    explain: ([, why], where) =>
      mend(`a kubelet refuses a taint of its node: ${why}`, 'taints of the kubeadmConfigPatches', where),
  },
  {
    id: 'kubelet-config',
    source: 'the kubelet of Kubernetes 1.20.2 with a KubeletConfiguration whose maxPods is a word',
    pattern:
      /failed to load [Kk]ubelet config file \S{1,1000}?, error (?![^\n]{0,1000}no such file)([^\n]{1,160}?)(?:, error found in |$)/m,
    code: 'CONFIG_INVALID',
    explain: ([, why], where) =>
      mend(
        `the kubelet does not understand its configuration: ${why}`,
        'the KubeletConfiguration of the kubeadmConfigPatches',
        where,
      ),
  },
  {
    id: 'cgroup-v1-refused',
    source: 'kubelet 1.35 and later, https://github.com/kubernetes/kubernetes/pull/126031',
    pattern: /kubelet is configured to not run on a host using cgroup v1/,
    code: 'ENGINE_SETUP',
    explain: (_, {cluster}) => ({
      message: 'this machine uses cgroup v1, on which Kubernetes 1.35 and later do not start',
      fix: [
        kubiaAdvice(['up', cluster, '--kubernetes-version', '1.34'], 'an earlier version still starts'),
        'or boot Linux with systemd.unified_cgroup_hierarchy=1, which switches to cgroup v2',
      ],
    }),
  },
  {
    id: 'kubelet-invalid',
    source: 'the kubelet of Kubernetes 1.20.2 with maxPods: -1',
    pattern: /\binvalid configuration: (?!cgroup-root)([^\n]{1,160})/,
    code: 'CONFIG_INVALID',
    explain: ([, why], where) =>
      mend(
        `the kubelet refuses its configuration: ${why}`,
        'the KubeletConfiguration of the kubeadmConfigPatches',
        where,
      ),
  },
  {
    id: 'cgroup-root',
    source: 'https://github.com/kubernetes-sigs/kind/issues/2440',
    pattern: /cgroup-root \[\\?"?kubelet\\?"?\] doesn't exist/,
    code: 'NODE_IMAGE_INVALID',
    explain: (_, where) => unfit('the node image is newer than this kind', where),
  },
  {
    id: 'cgroup-v2-unknown',
    source: 'https://github.com/kubernetes-sigs/kind/issues/2082 and kind’s page of known issues',
    pattern: /failed to run Kubelet: mountpoint for \S* ?not found/,
    code: 'NODE_IMAGE_INVALID',
    explain: (_, where) => unfit('Kubernetes before 1.19 does not know cgroup v2, which this machine uses', where),
  },
  {
    id: 'node-disk-unseen',
    source:
      'https://github.com/kubernetes-sigs/kind/issues/1945 and https://github.com/kubernetes/kubernetes/issues/100224',
    pattern: /could not find device with major: \d+, minor: \d+ in cached partitions map/,
    code: 'ENGINE_SETUP',
    explain: () => ({
      message: 'the nodes cannot see the disk that they are on (Btrfs, LUKS or device mapper)',
      fix: [`give the nodes its device, with extraMounts in --config, as ${KNOWN_ISSUES} says`],
    }),
  },
  {
    id: 'kernel-settings-denied',
    source: 'https://github.com/FootprintAI/Containarium/issues/1452',
    pattern: /open \/proc\/sys\/(?:kernel|vm)\/\w+: permission denied/,
    code: 'ENGINE_SETUP',
    explain: () => ({
      message: 'the nodes may not change kernel settings: the engine runs without root, or in a container',
      fix: [`put featureGates: {KubeletInUserNamespace: true} into the config, as ${KNOWN_ISSUES} says`],
    }),
  },
]

/** What to say of an image that this kind cannot make nodes of. */
export const unfit = (why: string, {engine}: FailureContext): KnownCause => ({
  message: why,
  fix: [
    {command: `${engine} images kindest/node`, comment: 'lists the node images that are here'},
    'name one that this kind was published with, or leave --image out',
  ],
})

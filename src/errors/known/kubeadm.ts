import {kubiaAdvice} from '../advice.ts'
import type {KnownFailure} from './known-failure.ts'
import {unfit} from './kubelet.ts'

/** What kubeadm says, which kind prints as its command's output. */
export const KUBEADM_FAILURES: readonly KnownFailure[] = [
  {
    id: 'kubeadm-old-image',
    source: 'kubeadm of Kubernetes 1.20.2 with a configuration of a newer kind',
    pattern: /no kind "(\w+)" is registered for version "(kubeadm\.k8s\.io\/\w+)"/,
    code: 'NODE_IMAGE_INVALID',
    explain: ([, , version], where) =>
      unfit(`the node image is too old for this kind: its kubeadm has no ${version}`, where),
  },
  {
    id: 'kubeadm-old-kind',
    source: 'https://github.com/karmada-io/karmada/issues/6329',
    pattern: /your configuration file uses an old API spec: "([^"]+)"/,
    code: 'NODE_IMAGE_INVALID',
    explain: ([, version], where) =>
      unfit(`the node image is too new for this kind: its kubeadm no longer has ${version}`, where),
  },
  {
    id: 'kubeadm-version-skew',
    source: 'kubeadm of Kubernetes 1.20.2 with kubernetesVersion: v1.18.0',
    pattern:
      /this version of kubeadm only supports deploying clusters with the control plane version >= (\S+?)\. Current version: (\S+)/,
    code: 'CONFIG_INVALID',
    explain: ([, oldest, asked], {cluster}) => ({
      message: `kubernetesVersion ${asked} does not fit the node image, which makes clusters from ${oldest} on`,
      fix: [
        kubiaAdvice(
          ['up', cluster, '--kubernetes-version', (asked ?? '').replace(/^v/, '')],
          'picks the image instead',
        ),
      ],
    }),
  },
  {
    id: 'kubeadm-version-unreadable',
    source: 'kind v0.33 with kubeadmConfigPatches that set kubernetesVersion: v0.x',
    pattern: /version "([^"]+)" doesn't match patterns for neither semantic version nor labels/,
    code: 'CONFIG_INVALID',
    explain: ([, version]) => ({
      message: `kubernetesVersion ${version} in the kubeadmConfigPatches is no version`,
      fix: ['take kubernetesVersion out of the config, and use --kubernetes-version'],
    }),
  },
  {
    id: 'kubeadm-feature-gate',
    source: 'kubeadm of Kubernetes 1.20.2, and https://github.com/kubernetes/website/issues/26633',
    pattern: /\b(\w{1,100}) is not a valid feature name|unrecognized feature-gate key: (\w+)/,
    code: 'CONFIG_INVALID',
    explain: ([, invalid, unknown]) => ({
      message: `kubeadm of this version has no feature gate ${invalid ?? unknown}`,
      fix: ['mend featureGates in the ClusterConfiguration of the kubeadmConfigPatches'],
    }),
  },
  {
    id: 'kubeadm-field',
    source: 'kubeadm of Kubernetes 1.20.2 with apiServer: [x], and with podSubnet: nonsense',
    pattern:
      /error unmarshaling configuration [^\n]{0,1000}?Kind:"(\w{1,100})"[^\n]{0,1000}?: (cannot unmarshal [^\n]*)|^(\w+): (Invalid value: [^\n]*)/m,
    code: 'CONFIG_INVALID',
    explain: ([, kind, cannot, field, invalid]) => ({
      message: `kubeadm refuses ${kind ?? field}: ${cannot ?? invalid}`,
      evidence: [],
      fix: [`mend ${kind ?? field} in the kubeadmConfigPatches of the config`],
    }),
  },
  {
    id: 'join-timeout',
    source:
      'https://github.com/kubernetes/website/issues/22658 and https://github.com/kubernetes/kubernetes/issues/124606',
    // From the text's beginning alone, so that a long text is read twice and no more.
    pattern:
      /^(?=[\s\S]*?(?:error uploading crisocket|timed out waiting for the condition))[\s\S]*?failed to join node with kubeadm/,
    code: 'CREATE_FAILED',
    explain: (_, {cluster}) => ({
      message: 'a node did not join in time: it could not reach the control plane, or this machine is busy',
      evidence: [],
      fix: [kubiaAdvice(['up', cluster, '--workers', '1'], 'fewer nodes at once')],
    }),
  },
  {
    id: 'kubelet-not-running',
    source: 'kind v0.33 with Kubernetes 1.20.2; https://github.com/kubernetes-sigs/kind/issues/1172',
    pattern: /\[kubelet-check\] It seems like the kubelet isn't running or healthy|The kubelet is not healthy after/,
    code: 'CREATE_FAILED',
    explain: (_, {cluster, engine}) => ({
      message: 'the kubelet of a node does not run, and its log says nothing that is known',
      fix: [
        kubiaAdvice(['up', cluster, '--retain'], 'keeps the failed nodes, to look at them'),
        {
          command: `${engine} exec ${cluster}-control-plane journalctl -u kubelet`,
          comment: 'then tells what the kubelet says',
        },
      ],
    }),
  },
]

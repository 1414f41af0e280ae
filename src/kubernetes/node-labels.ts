/**
 * What a kubelet may set on its own node: `kubeletLabels` and `kubeletLabelNamespaces` of
 * https://github.com/kubernetes/kubernetes/blob/1c7b3d91802c4ada3e6401b1ace80e2d0e8b2a1b/staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go
 * which the message of a 1.20.2 kubelet lists too.
 */
const KUBELET_LABELS: readonly string[] = [
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]
const KUBELET_NAMESPACES: readonly string[] = ['kubelet.kubernetes.io', 'node.kubernetes.io']
const KUBERNETES_NAMESPACES: readonly string[] = ['kubernetes.io', 'k8s.io']

const isIn = (namespace: string, namespaces: readonly string[]): boolean =>
  namespaces.some(known => namespace === known || namespace.endsWith(`.${known}`))

/**
 * Whether a kubelet ends rather than setting a label on its own node: `ValidateKubeletFlags` and `isKubernetesLabel` of
 * Kubernetes' cmd/kubelet/app/options/options.go.
 */
export const isRefusedByKubelet = (label: string): boolean => {
  const slash = label.indexOf('/')
  const namespace = slash === -1 ? '' : label.slice(0, slash)
  return (
    isIn(namespace, KUBERNETES_NAMESPACES) && !KUBELET_LABELS.includes(label) && !isIn(namespace, KUBELET_NAMESPACES)
  )
}

/** What a taint may do: `validateTaintEffect` of https://github.com/kubernetes/kubernetes/blob/0138a19faba9a5c5379bcd8ba328cdd7cf139086/pkg/util/taints/taints.go */
export const TAINT_EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

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

/** A part of a label's name, or a value: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const WORD = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/

/** Whether a text is a label's name, with a prefix or without. */
export const isLabelName = (text: string): boolean => {
  const [name = '', prefix, ...more] = text.split('/').reverse()
  return more.length === 0 && WORD.test(name) && (prefix === undefined || SUBDOMAIN.test(prefix))
}

/** Whether a text is a label's value; the empty one is. */
export const isLabelValue = (text: string): boolean => text === '' || WORD.test(text)

/** What a taint may do: `validateTaintEffect` of https://github.com/kubernetes/kubernetes/blob/0138a19faba9a5c5379bcd8ba328cdd7cf139086/pkg/util/taints/taints.go */
export const TAINT_EFFECTS: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

import type {KubeObject} from './types.ts'

/** Kinds in the order in which objects of one set can be made. Source: Helm, pkg/releaseutil/kind_sorter.go (InstallOrder). */
const ORDER = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]

const rankOf = ({kind}: Pick<KubeObject, 'kind'>): number => {
  const index = ORDER.indexOf(kind)
  return index < 0 ? ORDER.length : index
}

/** Objects in an order in which each comes after what it may need; other kinds come last, each kind as it was written. */
export const inInstallOrder = <T extends Pick<KubeObject, 'kind'>>(objects: readonly T[]): T[] =>
  objects.toSorted((one, other) => rankOf(one) - rankOf(other))

import {READ_VERBS, resource} from '../api/resource.ts'
import type {StoredKind} from './kind.ts'

/** The kinds that are only stored: one row each. Those with nothing but READ_VERBS never have an object here. */
export const storedKinds: readonly StoredKind[] = [
  {
    resource: resource({
      kind: 'PersistentVolumeClaim',
      plural: 'persistentvolumeclaims',
      shortNames: ['pvc'],
      verbs: READ_VERBS,
      returnsDeleted: true,
    }),
  },
  {
    resource: resource({
      kind: 'PersistentVolume',
      plural: 'persistentvolumes',
      shortNames: ['pv'],
      namespaced: false,
      verbs: READ_VERBS,
      returnsDeleted: true,
    }),
  },
  {
    resource: resource({
      kind: 'DaemonSet',
      plural: 'daemonsets',
      group: 'apps',
      shortNames: ['ds'],
      categories: ['all'],
      verbs: READ_VERBS,
    }),
  },
  {
    resource: resource({
      kind: 'StatefulSet',
      plural: 'statefulsets',
      group: 'apps',
      shortNames: ['sts'],
      categories: ['all'],
      verbs: READ_VERBS,
    }),
  },
  {
    resource: resource({
      kind: 'HorizontalPodAutoscaler',
      plural: 'horizontalpodautoscalers',
      group: 'autoscaling',
      version: 'v2',
      shortNames: ['hpa'],
      categories: ['all'],
      verbs: READ_VERBS,
    }),
  },
  {
    resource: resource({
      kind: 'Ingress',
      plural: 'ingresses',
      group: 'networking.k8s.io',
      shortNames: ['ing'],
      verbs: READ_VERBS,
    }),
  },
  {
    resource: resource({
      kind: 'PodDisruptionBudget',
      plural: 'poddisruptionbudgets',
      group: 'policy',
      shortNames: ['pdb'],
      verbs: READ_VERBS,
    }),
  },
]

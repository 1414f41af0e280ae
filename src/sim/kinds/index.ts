import type {Store} from '../store/store.ts'
import {clusterRole} from './clusterrole/index.ts'
import {configMap} from './configmap/index.ts'
import {controllerRevision} from './controllerrevision/index.ts'
import {cronJob} from './cronjob/index.ts'
import {CustomKinds} from './customresourcedefinition/custom-kinds.ts'
import {customResourceDefinition} from './customresourcedefinition/index.ts'
import {daemonSet} from './daemonset/index.ts'
import {deployment} from './deployment/index.ts'
import {endpoints} from './endpoints/index.ts'
import {endpointSlice} from './endpointslice/index.ts'
import {event} from './event/index.ts'
import {ingress} from './ingress/index.ts'
import {ingressClass} from './ingressclass/index.ts'
import {job} from './job/index.ts'
import type {ActingKind} from './kind.ts'
import {lease} from './lease/index.ts'
import {limitRange} from './limitrange/index.ts'
import {namespace} from './namespace/index.ts'
import {node} from './node/index.ts'
import {persistentVolume} from './persistentvolume/index.ts'
import {persistentVolumeClaim} from './persistentvolumeclaim/index.ts'
import {pod} from './pod/index.ts'
import {podDisruptionBudget} from './poddisruptionbudget/index.ts'
import {priorityClass} from './priorityclass/index.ts'
import {replicaSet} from './replicaset/index.ts'
import {replicationController} from './replicationcontroller/index.ts'
import {resourceQuota} from './resourcequota/index.ts'
import {reviewKinds} from './reviews.ts'
import {runtimeClass} from './runtimeclass/index.ts'
import {secret} from './secret/index.ts'
import {service} from './service/index.ts'
import {serviceAccount} from './serviceaccount/index.ts'
import {statefulSet} from './statefulset/index.ts'
import {storageClass} from './storageclass/index.ts'
import {storedKinds} from './stored.ts'
import {KindTable} from './table.ts'

/** The kinds that act: a folder each. Their controllers run in this order: what others wait for comes first. */
export const actingKinds: readonly ActingKind[] = [
  customResourceDefinition,
  node,
  serviceAccount,
  configMap,
  secret,
  lease,
  limitRange,
  resourceQuota,
  priorityClass,
  runtimeClass,
  podDisruptionBudget,
  clusterRole,
  storageClass,
  persistentVolume,
  persistentVolumeClaim,
  controllerRevision,
  deployment,
  daemonSet,
  statefulSet,
  replicaSet,
  replicationController,
  cronJob,
  job,
  pod,
  endpoints,
  endpointSlice,
  service,
  ingressClass,
  ingress,
  event,
  namespace,
]

const others = [...storedKinds, ...reviewKinds]

/** The kinds that every cluster has. */
export const kinds = new KindTable(actingKinds, others)

/** The same with those that the CustomResourceDefinitions in a store make. */
export const kindsIn = (store: Store): KindTable => new KindTable(actingKinds, others, new CustomKinds(store))

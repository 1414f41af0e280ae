import {ageColumn, type KindColumn} from './column.ts'
import {cronJobColumns, jobColumns} from './jobs.ts'
import {nodeColumns} from './node.ts'
import {podColumns} from './pod.ts'
import {serviceColumns} from './service.ts'
import {
  daemonSetColumns,
  deploymentColumns,
  replicaSetColumns,
  replicationControllerColumns,
  statefulSetColumns,
} from './workloads.ts'

/** The columns of each kind that we know, by `kind.group` in lower case, as in `kubectl get -o name`. */
const columnsByResource: Record<string, readonly KindColumn[]> = {
  node: nodeColumns,
  pod: podColumns,
  service: serviceColumns,
  replicationcontroller: replicationControllerColumns,
  'deployment.apps': deploymentColumns,
  'statefulset.apps': statefulSetColumns,
  'daemonset.apps': daemonSetColumns,
  'replicaset.apps': replicaSetColumns,
  'job.batch': jobColumns,
  'cronjob.batch': cronJobColumns,
}

/** What kubectl shows of a kind that says nothing about itself: NAME and AGE. */
const unknownKind: readonly KindColumn[] = [ageColumn]

/** The columns of a resource (`pod`, `deployment.apps`), NAMESPACE and NAME left out. */
export function columnsOf(resource: string): readonly KindColumn[] {
  return columnsByResource[resource] ?? unknownKind
}

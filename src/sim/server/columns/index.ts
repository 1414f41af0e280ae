// Which columns a kind has; all others get their name and their age.
import {type PartOfKinds, partOf, type ResourceType} from '../../api/resources.ts'
import {ageColumn, type Column, nameColumn} from './column.ts'
import {endpointSliceColumns, endpointsColumns} from './endpoints.ts'
import {eventColumns} from './event.ts'
import {nodeColumns} from './node.ts'
import {podColumns} from './pod.ts'
import {serviceColumns} from './service.ts'
import {configMapColumns, leaseColumns, namespaceColumns, secretColumns, serviceAccountColumns} from './small.ts'
import {deploymentColumns, replicaSetColumns} from './workloads.ts'

const GENERIC: readonly Column[] = [nameColumn, ageColumn]

const COLUMNS: PartOfKinds<readonly Column[]> = {
  ConfigMap: configMapColumns,
  Deployment: deploymentColumns,
  Endpoints: endpointsColumns,
  EndpointSlice: endpointSliceColumns,
  Event: eventColumns,
  Lease: leaseColumns,
  Namespace: namespaceColumns,
  Node: nodeColumns,
  Pod: podColumns,
  ReplicaSet: replicaSetColumns,
  ReplicationController: replicaSetColumns,
  Secret: secretColumns,
  Service: serviceColumns,
  ServiceAccount: serviceAccountColumns,
}

export const columnsOf = ({kind}: ResourceType): readonly Column[] => partOf(COLUMNS, kind) ?? GENERIC

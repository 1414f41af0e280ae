import type {Namespace} from '../types.ts'
import {ageColumn} from './columns.ts'
import type {Kind} from './kind.ts'

/** Columns: printNamespace in Kubernetes' pkg/printers, the same from 1.20 to 1.37. */
export const namespace: Kind<Namespace> = {
  apiVersion: 'v1',
  kind: 'Namespace',
  names: ['namespace', 'namespaces', 'ns'],
  namespaced: false,
  listed: 'never',
  columns: [{name: 'Status', value: ({status}) => status?.phase ?? ''}, ageColumn],
  workload: undefined,
  expose: undefined,
}

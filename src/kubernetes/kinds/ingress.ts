import type {Ingress} from '../types.ts'
import {ageColumn} from './columns.ts'
import type {Kind} from './kind.ts'

/** How many hosts are shown before they are counted, and how wide an address is. */
const MOST_HOSTS = 3
const ADDRESS_WIDTH = 16

const hosts = ({spec}: Ingress): string => {
  const all = (spec.rules ?? []).flatMap(({host}) => host || [])
  if (all.length === 0) return '*'
  const shown = all.slice(0, MOST_HOSTS).join(',')
  return all.length > MOST_HOSTS ? `${shown} + ${all.length - MOST_HOSTS} more...` : shown
}

/** Where its controller serves it. */
export const addressesOf = ({status}: Ingress): string[] => {
  const all = (status?.loadBalancer?.ingress ?? []).flatMap(({ip, hostname}) => ip || hostname || [])
  return [...new Set(all)].sort()
}

const address = (ingress: Ingress): string => {
  const all = addressesOf(ingress).join(',')
  return all.length > ADDRESS_WIDTH ? `${all.slice(0, ADDRESS_WIDTH - 3)}...` : all
}

/** Columns: printIngress in Kubernetes' pkg/printers, the same from 1.20 to 1.36; `-o wide` shows whole addresses there. */
export const ingress: Kind<Ingress> = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  names: ['ingress', 'ingresses', 'ing'],
  namespaced: true,
  listed: 'always',
  columns: [
    {name: 'Class', value: ({spec}) => spec.ingressClassName ?? '<none>'},
    {name: 'Hosts', value: hosts},
    {name: 'Address', value: address},
    {name: 'Ports', value: ({spec}) => ((spec.tls ?? []).length > 0 ? '80, 443' : '80')},
    ageColumn,
  ],
  workload: undefined,
  expose: undefined,
}

// What kubeadm leaves in /etc/kubernetes/pki and admin.conf, kept in the cluster's state instead.
import {issue, type KeyPair, newAuthority} from './certificates.ts'

export interface ClusterPki {
  authority: KeyPair
  server: KeyPair
  client: KeyPair
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const isIdentity = (value: unknown): boolean =>
  isFields(value) && typeof value['key'] === 'string' && typeof value['certificate'] === 'string'

/** Whether what was read from a file has the shape of a cluster's keys. */
export const isClusterPki = (value: unknown): value is ClusterPki =>
  isFields(value) && ['authority', 'server', 'client'].every(name => isIdentity(value[name]))

const AUTHORITY = 'kubernetes'

/** The names under which clients and pods would know the API server; 10.96.0.1 is the service `kubernetes`. */
const SERVER_NAMES = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '127.0.0.1',
  '10.96.0.1',
]

export const newClusterPki = (now: Date): ClusterPki => {
  const authority = newAuthority(AUTHORITY, now)
  const sign = (request: Parameters<typeof issue>[2]) => issue(authority, AUTHORITY, request, now)
  return {
    authority,
    server: sign({subject: {commonName: 'kube-apiserver'}, names: SERVER_NAMES, purpose: 'server'}),
    client: sign({
      subject: {commonName: 'kubernetes-admin', organization: 'system:masters'},
      purpose: 'client',
    }),
  }
}

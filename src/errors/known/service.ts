import type {KnownFailure} from './known-failure.ts'

/** What the API server answers where it cannot reach the pods of a service that it is to proxy. */
export const SERVICE_FAILURES: readonly KnownFailure[] = [
  {
    id: 'service-unreached',
    source: 'kube-apiserver 1.20 to 1.36, k8s.io/apimachinery/pkg/util/proxy/transport.go',
    pattern: /error trying to reach service: ([^\n]+)/,
    code: 'NO_ANSWER',
    explain: ([, why = '']) => ({message: why}),
  },
  {
    id: 'service-without-endpoints',
    source: 'kube-apiserver 1.20 to 1.36, pkg/registry/core/service/storage/storage.go',
    pattern: /no endpoints available for service/,
    code: 'NO_ENDPOINTS',
    explain: ([message]) => ({message}),
  },
]

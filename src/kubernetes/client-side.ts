import type {KubeObject} from './types.ts'

/**
 * What a server does not take from server-side apply, and takes from `kubectl apply`: two names of one container port,
 * which would be two items of one key, and APIServices, at which a kube-apiserver 1.20.2 breaks the connection off.
 */

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const repeatsPort = (ports: readonly unknown[]): boolean => {
  const keys = ports
    .filter(isFields)
    .flatMap(({containerPort, protocol = 'TCP'}) =>
      containerPort === undefined ? [] : [`${containerPort}/${protocol}`],
    )
  return new Set(keys).size < keys.length
}

const hasTwoNames = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(hasTwoNames)
  if (!isFields(value)) return false
  const {ports} = value
  return (Array.isArray(ports) && repeatsPort(ports)) || Object.values(value).some(hasTwoNames)
}

/** Whether an object is applied as `kubectl apply` does it by itself, without `--server-side`. */
export const isClientSide = (object: KubeObject): boolean => {
  const {apiVersion, kind, metadata: _, ...rest} = object
  return (kind === 'APIService' && apiVersion.startsWith('apiregistration.k8s.io/')) || hasTwoNames(rest)
}

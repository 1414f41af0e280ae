// The volume through which a pod would reach the API: token, CA and namespace, as the admission plugin ServiceAccount
// adds it.
import type {Container, PodSpec} from './types.ts'

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Shared by all pods: the same in each but for the name. */
const PROJECTED = {
  defaultMode: 420,
  sources: [
    {serviceAccountToken: {expirationSeconds: 3607, path: 'token'}},
    {configMap: {items: [{key: 'ca.crt', path: 'ca.crt'}], name: 'kube-root-ca.crt'}},
    {downwardAPI: {items: [{fieldRef: {apiVersion: 'v1', fieldPath: 'metadata.namespace'}, path: 'namespace'}]}},
  ],
}

export const serviceAccountVolume = (name: string) => ({name, projected: PROJECTED})

/** The pod with the volume, mounted in each container that has nothing else at that path. */
export const withMount = (spec: PodSpec, volume: {name: string}): PodSpec => {
  const mounted = (container: Container): Container =>
    container.volumeMounts?.some(({mountPath}) => mountPath === MOUNT_PATH)
      ? container
      : {
          ...container,
          volumeMounts: [...(container.volumeMounts ?? []), {name: volume.name, readOnly: true, mountPath: MOUNT_PATH}],
        }
  return {
    ...spec,
    containers: (spec.containers ?? []).map(mounted),
    ...(spec.initContainers && {initContainers: spec.initContainers.map(mounted)}),
    volumes: [...(spec.volumes ?? []), volume],
  }
}

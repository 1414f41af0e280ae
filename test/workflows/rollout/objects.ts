import type {KubeObject, Pod, ReplicaWorkload} from '../../../src/kubernetes/types.ts'
import {deployment, pod, ready} from '../../api-server/objects.ts'

export const place = {context: 'prod', namespace: 'shop'}
export const PLACE = 'kubectl --context prod --namespace shop'
export const GET_APP = `${PLACE} get deployment.apps/kubia`

/** The deployment `kubia` of an image, at a revision; all of its pods are updated where it is done. */
export const appOf = (image: string, revision: number, isDone = true): ReplicaWorkload => {
  const app = deployment(
    {replicas: 2, template: templateOf(image)},
    {replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: isDone ? 2 : 1},
  )
  return {
    ...app,
    metadata: {...app.metadata, annotations: {'deployment.kubernetes.io/revision': String(revision)}},
  }
}

const templateOf = (image: string) => ({
  metadata: {labels: {app: 'kubia'}},
  spec: {containers: [{name: 'kubia', image}]},
})

/** A replica set of it. */
export const setOf = (image: string, revision: number): ReplicaWorkload => {
  const {metadata, spec} = templateOf(image)
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `kubia-${revision}`,
      namespace: 'shop',
      uid: `uid-rs-${revision}`,
      annotations: {'deployment.kubernetes.io/revision': String(revision)},
      ownerReferences: [{kind: 'Deployment', name: 'kubia', uid: 'uid-kubia', controller: true}],
    },
    spec: {
      replicas: 1,
      template: {metadata: {labels: {...metadata.labels, 'pod-template-hash': String(revision)}}, spec},
    },
    status: {},
  }
}

/** A ready pod of a replica set. */
export const readyPod = (name: string, owner: KubeObject): Pod => pod(name, ready, owner)

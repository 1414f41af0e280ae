import {StatusError} from '../../../api/status.ts'
import {findCondition} from '../../../controllers/conditions.ts'
import {type ControlPlane, change, changeStatus} from '../../../controllers/control-plane.ts'
import {controlledBy, draft} from '../../../controllers/draft.ts'
import {sameTemplate, TEMPLATE_HASH, templateHash} from '../../../controllers/template-hash.ts'
import {replicaSetResource} from '../../replicaset/resource.ts'
import type {ReplicaSet} from '../../replicaset/types.ts'
import {deploymentResource} from '../resource.ts'
import type {Deployment} from '../types.ts'
import {annotationsOfNew, nextRevision, REVISION, revisionOf} from './revisions.ts'
import {age, nextSizeOfNew} from './rolling-update.ts'
import {PROGRESS, setCondition} from './status.ts'

/** The replica set whose template is the deployment's; the oldest, should there be several. */
export const findNew = ({spec}: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined =>
  sets.toSorted((a, b) => age(a) - age(b)).find(set => sameTemplate(set.spec.template, spec.template))

/**
 * The replica set of the newest revision, made where there is none, and its revision in the annotations of both.
 * @throws ApiError when it cannot be made; where the name is taken, another one is tried
 */
export const syncNew = (
  plane: ControlPlane,
  given: Deployment,
  found: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): [Deployment, ReplicaSet] => {
  const revision = nextRevision(old)
  const newest = found ? renumber(plane, given, found, revision) : create(plane, given, old, revision)
  const number = String(revisionOf(newest))
  // Through the status, so that it counts as no new generation.
  const deployment = changeStatus<Deployment>(plane, deploymentResource, given, current =>
    current.metadata.annotations?.[REVISION] === number
      ? current
      : {
          ...current,
          metadata: {...current.metadata, annotations: {...current.metadata.annotations, [REVISION]: number}},
        },
  )
  const {conditions = []} = deployment.status ?? {}
  const progressing = findCondition(conditions, 'Progressing')
  if (deployment.spec.progressDeadlineSeconds === undefined || (found && progressing)) return [deployment, newest]
  const name = `"${newest.metadata.name}"`
  const condition = {
    type: 'Progressing',
    status: 'True',
    reason: found ? PROGRESS.found : PROGRESS.created,
    message: found ? `Found new replica set ${name}` : `Created new replica set ${name}`,
  } as const
  const status = {...deployment.status, conditions: setCondition(conditions, condition, plane.clock.now())}
  return [changeStatus<Deployment>(plane, deploymentResource, deployment, current => ({...current, status})), newest]
}

const renumber = (plane: ControlPlane, deployment: Deployment, set: ReplicaSet, revision: number): ReplicaSet =>
  change<ReplicaSet>(plane, replicaSetResource, set, current => ({
    ...current,
    metadata: {...current.metadata, annotations: annotationsOfNew(deployment, current, revision)},
    spec: {
      ...current.spec,
      ...(deployment.spec.minReadySeconds !== undefined && {minReadySeconds: deployment.spec.minReadySeconds}),
    },
  }))

const create = (
  plane: ControlPlane,
  deployment: Deployment,
  old: readonly ReplicaSet[],
  revision: number,
): ReplicaSet => {
  const hash = templateHash(deployment.spec.template, deployment.status?.collisionCount)
  const size = nextSizeOfNew(deployment, undefined, old)
  const set = newReplicaSet(deployment, hash, size, revision)
  try {
    const created = plane.registry.create(replicaSetResource, set, {fieldManager: 'kube-controller-manager'})
    if (size > 0) {
      const message = `Scaled up replica set ${created.metadata.name} from 0 to ${size}`
      const component = 'deployment-controller'
      plane.events.emit(deployment, {type: 'Normal', reason: 'ScalingReplicaSet', message, component})
    }
    return created as ReplicaSet
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    if (error.status.reason === 'AlreadyExists') return create(plane, countCollision(plane, deployment), old, revision)
    const message = `Failed to create new replica set "${set.metadata.name}": ${error.message}`
    const component = 'deployment-controller'
    plane.events.emit(deployment, {type: 'Warning', reason: 'ReplicaSetCreateError', message, component})
    throw error
  }
}

/** Another replica set has the name: the template gets another hash. */
const countCollision = (plane: ControlPlane, deployment: Deployment): Deployment =>
  changeStatus<Deployment>(plane, deploymentResource, deployment, current => ({
    ...current,
    status: {...current.status, collisionCount: (current.status?.collisionCount ?? 0) + 1},
  }))

const newReplicaSet = (deployment: Deployment, hash: string, replicas: number, revision: number) => {
  const {metadata, spec} = deployment
  const labels = {...spec.template.metadata?.labels, [TEMPLATE_HASH]: hash}
  return draft({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace ?? '',
      labels,
      annotations: annotationsOfNew(deployment, undefined, revision),
      ownerReferences: [controlledBy(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds !== undefined && {minReadySeconds: spec.minReadySeconds}),
      selector: {...spec.selector, matchLabels: {...spec.selector.matchLabels, [TEMPLATE_HASH]: hash}},
      template: {...spec.template, metadata: {...spec.template.metadata, labels}},
    },
  })
}

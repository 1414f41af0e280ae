import type {KubeObject, LabelSelector} from '../../api/object.ts'
import type {ResourceType} from '../../api/resource.ts'
import {StatusError} from '../../api/status.ts'
import {claim, ownerKey} from '../../controllers/claim.ts'
import {type ControlPlane, change, remove} from '../../controllers/control-plane.ts'
import {controlledBy, controllerOf, draft} from '../../controllers/draft.ts'
import {IndexOf} from '../../controllers/index-of.ts'
import {matchesSelector} from '../../controllers/selector.ts'
import {sameTemplate, templateHash} from '../../controllers/template-hash.ts'
import type {Change} from '../../store/store.ts'
import type {PodTemplate} from '../pod/types.ts'
import {controllerRevisionResource} from './resource.ts'
import type {ControllerRevision} from './types.ts'

/** What runs pods of one template and keeps those that it had before: a DaemonSet or a StatefulSet. */
interface Revised extends KubeObject {
  spec: {selector: LabelSelector; template: PodTemplate; revisionHistoryLimit?: number}
  status?: {collisionCount?: number}
}

/** The revisions of an object, the latest last, which is that of its template. */
export interface Revisions {
  newest: ControllerRevision
  all: readonly ControllerRevision[]
  /** How often a name was taken by another template of the same hash. */
  collisions: number
}

const holds = ({data}: ControllerRevision, template: PodTemplate): boolean =>
  data?.spec?.template !== undefined && sameTemplate(data.spec.template, template)

const byRevision = (revisions: readonly ControllerRevision[]): ControllerRevision[] =>
  revisions.toSorted((a, b) => a.revision - b.revision)

/** The owner of a revision that somebody deleted: it is made again if it is the current one. */
export function* affectedByRevision({kind}: ResourceType, {type, resource, object}: Change): Iterable<string> {
  if (resource !== controllerRevisionResource || type !== 'DELETED') return
  const owner = controllerOf(object)
  if (owner?.kind === kind) yield `${object.metadata.namespace}/${owner.name}`
}

/** The templates that objects of a kind had, each kept as a ControllerRevision. */
export class History {
  readonly #plane: ControlPlane
  readonly #hashLabel: string
  readonly #index: IndexOf<ControllerRevision>

  /** @param hashLabel the label of a revision that has the hash of its template */
  constructor(plane: ControlPlane, hashLabel: string) {
    this.#plane = plane
    this.#hashLabel = hashLabel
    this.#index = new IndexOf(plane.store, controllerRevisionResource, revision => [ownerKey(revision)])
  }

  /** Makes a revision of a template that is new; one that comes back gets the highest number. @throws ApiError */
  sync(owner: Revised): Revisions {
    const {selector, template} = owner.spec
    const revisions = byRevision(
      claim(this.#plane, owner, controllerRevisionResource, this.#index, labels => matchesSelector(selector, labels)),
    )
    const collisions = owner.status?.collisionCount ?? 0
    const next = (revisions.at(-1)?.revision ?? 0) + 1
    const found = revisions.findLast(revision => holds(revision, template))
    if (!found) {
      const [newest, count] = this.#create(owner, next, collisions)
      return {newest, all: [...revisions, newest], collisions: count}
    }
    const newest =
      found === revisions.at(-1)
        ? found
        : change<ControllerRevision>(this.#plane, controllerRevisionResource, found, current => ({
            ...current,
            revision: next,
          }))
    return {newest, all: [...revisions.filter(one => one !== found), newest], collisions}
  }

  /** Deletes what the limit leaves no room for, the oldest first. @param used names of revisions that still have pods */
  clean(owner: Revised, {all}: Revisions, used: ReadonlySet<string>): void {
    const unused = all.filter(({metadata}) => !used.has(metadata.name))
    const excess = Math.max(0, unused.length - (owner.spec.revisionHistoryLimit ?? 10))
    for (const revision of unused.slice(0, excess)) remove(this.#plane, controllerRevisionResource, revision)
  }

  stop(): void {
    this.#index.stop()
  }

  #create(owner: Revised, revision: number, collisions: number): [made: ControllerRevision, collisions: number] {
    const {metadata, spec} = owner
    const hash = templateHash(spec.template, collisions)
    const wanted = draft({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${metadata.name}-${hash}`,
        namespace: metadata.namespace ?? '',
        labels: {...spec.template.metadata?.labels, [this.#hashLabel]: hash},
        ...(metadata.annotations && {annotations: metadata.annotations}),
        ownerReferences: [controlledBy(owner)],
      },
      data: {spec: {template: {...spec.template, $patch: 'replace'}}},
      revision,
    })
    const options = {fieldManager: 'kube-controller-manager'}
    try {
      const made = this.#plane.registry.create(controllerRevisionResource, wanted, options)
      return [made as ControllerRevision, collisions]
    } catch (error) {
      if (!(error instanceof StatusError && error.status.reason === 'AlreadyExists')) throw error
      return this.#create(owner, revision, collisions + 1)
    }
  }
}

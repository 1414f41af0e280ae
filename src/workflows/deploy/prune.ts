import {isDeepStrictEqual} from 'node:util'
import {apply, applyCommand} from '../../api-server/apply.ts'
import {type KubeAccess, kubectlCommand, runKubectl} from '../../api-server/kubectl.ts'
import {FIELD_MANAGER, managedFieldsOf} from '../../api-server/managed-fields.ts'
import {getObjects, spoken} from '../../api-server/objects.ts'
import {kubectlAdvice} from '../../errors/advice.ts'
import {amend, KubiaError, usageError} from '../../errors/kubia-error.ts'
import {
  type ApplySetContents,
  type ApplySetRef,
  applySetId,
  contentsOf,
  groupKindOf,
  joinContents,
  ownerOf,
  PART_OF,
  parentOf,
  readContents,
  setOf,
} from '../../kubernetes/apply-set.ts'
import {inInstallOrder} from '../../kubernetes/install-order.ts'
import {objectName, resourceName} from '../../kubernetes/object-name.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Exec} from '../../process/exec.ts'
import {ownVersion} from '../../process/package-root.ts'
import type {Run} from '../../process/run.ts'
import {type Action, done} from '../../workflow/step.ts'
import type {Deployed} from './deploy.ts'
import {isDefinition, keyOf, type ManifestSet, printedAs, sentAs} from './manifest-set.ts'

/** Whose sets they are, as the parent of one says. */
const TOOL = 'kubectl-kubia'

/** What an apply removes, and what keeps the record of it. */
export interface Pruning {
  /** The set, with its parent before all that become its members. */
  set: ManifestSet
  /** The parent as it is once the rest is removed. */
  settled: KubeObject
  /** What an earlier apply of the set made and this one lacks, in the order in which it is removed. */
  gone: readonly KubeObject[]
  /** What would be among these, and may hold objects of others. */
  kept: readonly KubeObject[]
}

/** @throws KubiaError NAME_TAKEN: the parent is an object of somebody else's */
const refuseForeign = (live: KubeObject, ref: ApplySetRef): void => {
  const owner = ownerOf(live, ref)
  if (owner === TOOL) return
  const whose = owner === undefined ? 'keeps no set' : `keeps a set of ${owner || 'another program'}`
  throw new KubiaError('NAME_TAKEN', `${spoken(live)} in namespace ${ref.namespace} ${whose}`, {
    fix: ['choose another name: --applyset=NAME'],
    left: 'nothing was changed',
  })
}

/** @throws KubiaError OBJECT_DIFFERS: which objects are members of another set */
const refuseMembersOfOthers = (live: Iterable<KubeObject>, id: string): void => {
  const others = [...live].filter(object => (setOf(object) ?? id) !== id)
  const [first] = others
  if (!first) return
  throw new KubiaError('OBJECT_DIFFERS', others.map(object => `${spoken(object)} is part of another set`).join('\n'), {
    fix: [
      'name that set: --applyset=NAME',
      kubectlAdvice(
        ['get', 'secrets,configmaps', '-A', '-l', `applyset.kubernetes.io/id=${setOf(first)}`],
        'shows its name',
      ),
    ],
    left: 'nothing was changed',
  })
}

/** A set with its parent, which is made before its members are; in a namespace that the set brings right after that. */
const withParent = (set: ManifestSet, parent: KubeObject, live: KubeObject | undefined): ManifestSet => {
  const home = keyOf({apiVersion: 'v1', kind: 'Namespace', metadata: {name: parent.metadata.namespace ?? ''}})
  const at = set.live.has(home) ? -1 : set.objects.findIndex(object => keyOf(object) === home)
  return {
    ...set,
    objects: set.objects.toSpliced(at + 1, 0, parent),
    live: live ? new Map([...set.live, [keyOf(live), live]]) : set.live,
    dependent: at < 0 ? set.dependent : [parent, ...set.dependent],
  }
}

/** The members of a set in all the places that it has had. */
const findMembers = async (
  exec: Exec,
  access: KubeAccess,
  id: string,
  {contents, served}: {contents: ApplySetContents; served: ManifestSet['served']},
): Promise<KubeObject[]> => {
  const kinds = served.filter(kind => contents.groupKinds.includes(groupKindOf(kind)))
  const [namespaced = [], global = []] = [true, false].map(one => kinds.filter(kind => kind.namespaced === one))
  const list = (some: readonly ManifestSet['served'][number][], namespace: string | undefined) => {
    const names = [...new Set(some.map(resourceName))].join(',')
    return names === '' ? [] : getObjects(exec, {...access, namespace}, [names, '-l', `${PART_OF}=${id}`])
  }
  const lists = contents.namespaces.map(namespace => list(namespaced, namespace))
  return (await Promise.all([...lists, list(global, undefined)])).flat()
}

/**
 * Whether kubia has applied an object as a member of a set. The label alone does not say so: controllers copy labels,
 * such as those of a service to its endpoints.
 */
const isApplied = (object: KubeObject): boolean =>
  managedFieldsOf(object).some(({manager, operation}) => manager === FIELD_MANAGER && operation === 'Apply')

/** Whether others may have objects that go with an object when it is deleted. */
const holdsOthers = (object: KubeObject): boolean => groupKindOf(object) === 'Namespace' || isDefinition(object)

/**
 * Looks what an earlier apply of a set made and this one lacks.
 * @param set of objects that are members of the set already, as `readManifestSet` has them with `memberOf`
 * @throws KubiaError NAME_TAKEN, OBJECT_DIFFERS, USAGE; as `getObjects`
 */
export const lookForPruning = async (
  exec: Exec,
  access: KubeAccess,
  ref: ApplySetRef,
  set: ManifestSet,
): Promise<Pruning> => {
  const id = applySetId(ref)
  const tooling = `${TOOL}/v${ownVersion()}`
  const now = contentsOf(set.objects)
  const parentKey = keyOf(parentOf(ref, tooling, now))
  if (set.objects.some(object => keyOf(object) === parentKey))
    throw usageError(`${ref.kind.toLowerCase()} ${ref.name} is in the manifests: name another set with --applyset=NAME`)
  const name = `${ref.kind.toLowerCase()}/${ref.name}`
  const [live] = await getObjects(exec, {...access, namespace: ref.namespace}, [name])
  if (live) refuseForeign(live, ref)
  refuseMembersOfOthers(set.live.values(), id)
  const recorded = live ? readContents(live) : {groupKinds: [], namespaces: []}
  const contents = joinContents(joinContents(recorded, now), {groupKinds: [], namespaces: [ref.namespace]})
  const members = live ? await findMembers(exec, access, id, {contents, served: set.served}) : []
  const keys = new Set(set.objects.map(keyOf))
  const absent = members.filter(object => !keys.has(keyOf(object)) && isApplied(object))
  const kept = absent.filter(holdsOthers)
  // What a server does not say now may be served again.
  const servedNow = set.served.map(groupKindOf)
  const unserved = recorded.groupKinds.filter(kind => !servedNow.includes(kind))
  const rest = joinContents(contentsOf(kept), {groupKinds: unserved, namespaces: []})
  return {
    set: withParent(set, parentOf(ref, tooling, contents), live),
    settled: parentOf(ref, tooling, joinContents(now, rest)),
    gone: inInstallOrder(absent.filter(object => !holdsOthers(object))).toReversed(),
    kept,
  }
}

/** The commands that delete objects, a namespace each. */
const deletions = (gone: readonly KubeObject[]): {namespace: string | undefined; args: string[]}[] =>
  [...Map.groupBy(gone, ({metadata}) => metadata.namespace)].map(([namespace, objects]) => ({
    namespace,
    args: ['delete', ...objects.map(objectName), '--ignore-not-found', '--wait=false'],
  }))

/** What is removed, as it is printed. */
export const prunedOf = ({gone}: Pruning): Deployed[] => gone.map(object => ({object, verdict: 'pruned'}))

/** Whether a set is as its parent says already, and nothing is to be removed. */
export const isSettled = ({set, settled, gone}: Pruning): boolean =>
  gone.length === 0 && set.objects.some(object => isDeepStrictEqual(object, settled))

/**
 * Removes what a set lacks, once the rest is applied, and then has its parent say so: one that is interrupted is
 * completed by the next.
 */
export const prune = (
  {exec}: Pick<Run, 'exec'>,
  access: KubeAccess,
  pruning: Pruning,
  {forceConflicts}: {forceConflicts: boolean},
): Action<Deployed[]> => {
  const {gone, settled} = pruning
  const commands = deletions(gone)
  return {
    script: () => [
      ...commands.map(({namespace, args}) => kubectlCommand({...access, namespace}, args)),
      applyCommand(access, printedAs([settled]), {forceConflicts}),
    ],
    planned: prunedOf(pruning),
    run: async () => {
      try {
        for (const {namespace, args} of commands) await runKubectl(exec, {...access, namespace}, args)
        await apply(exec, access, sentAs([settled]), {forceConflicts})
      } catch (error) {
        if (!(error instanceof KubiaError)) throw error
        throw amend(error, {left: 'all of the set was applied; the next deploy with --prune removes what it lacks'})
      }
      return done(gone.length === 0 ? 'nothing to remove' : `${gone.length} removed`, prunedOf(pruning))
    },
  }
}

import {applyCommand, verdictOfApply} from '../../api-server/apply.ts'
import {kubectlCommand} from '../../api-server/kubectl.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {applySetId} from '../../kubernetes/apply-set.ts'
import {workloadOf} from '../../kubernetes/kinds/index.ts'
import {objectName} from '../../kubernetes/object-name.ts'
import {NO_ADDRESS, readinessOf} from '../../kubernetes/readiness.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import {commandAdvice} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {bringImage, findClusterOf} from '../bring-image.ts'
import {waitForRollout} from '../rollout/way-back.ts'
import {NOT_WAITED_FOR} from '../wait-until-ready.ts'
import {applyParts, batchesOf, establishedArgs, partsOf} from './apply-parts.ts'
import {accessOf, compareManifests, type DeployFilesOptions, named} from './compare-files.ts'
import type {Deployed} from './deploy.ts'
import {keyOf, type LiveObjects, type ManifestSet, printedAs, readManifestSet} from './manifest-set.ts'
import {isSettled, lookForPruning, type Pruning, prune, prunedOf} from './prune.ts'

/** The images that objects run. */
export const imagesOf = (objects: readonly KubeObject[]): string[] => {
  const specs = objects.map(object => workloadOf(object)?.podTemplate(object)?.spec)
  const containers = specs.flatMap(spec => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])])
  return [...new Set(containers.flatMap(({image}) => image ?? []))]
}

/** Those among objects that can become ready. */
export const appsAmong = (objects: readonly KubeObject[]): KubeObject[] =>
  objects.filter(object => workloadOf(object)?.waits ?? readinessOf(object) !== undefined)

/** A set that was looked at, and what an apply of it removes; undefined where it removes nothing. */
interface LookedAt {
  set: ManifestSet
  pruning?: Pruning | undefined
}

/**
 * Looks which of the objects that manifests describe are there, and what an earlier apply made besides.
 * @returns undefined in a plan, where nobody can be asked. @throws as `readManifestSet` and `lookForPruning`
 */
export const lookAtManifests = async (
  {run: {exec}, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  options: DeployFilesOptions,
  report: Report,
): Promise<Done<LookedAt | undefined>> => {
  const {manifests, place, applySet} = options
  report(manifests.kustomization ?? manifests.files.join(', '))
  const ref = applySet && {...applySet, namespace: place.namespace}
  const access = accessOf(options)
  const found = await look(async (): Promise<LookedAt> => {
    const memberOf = ref && applySetId(ref)
    const set = await readManifestSet(exec, access, {manifests, namespace: place.namespace, memberOf})
    const pruning = ref && (await lookForPruning(exec, access, ref, set))
    return {set: pruning?.set ?? set, pruning}
  }, undefined)
  return done(`${found?.set.live.size ?? 0} of the objects exist`, found)
}

/** Brings the images of manifests to the nodes that lack them. */
const bringImages = async (
  flow: Workflow,
  target: LocalClusterOf,
  images: readonly string[],
  report: Report,
): Promise<Done<undefined>> => {
  const texts: string[] = []
  for (const image of images) {
    const {detail, value} = await bringImage(flow, target, image, report)
    if (value.loaded) texts.push(detail)
  }
  return done(texts.length === 0 ? 'none to load' : texts.join(', '))
}

const deployedOf = (live: LiveObjects, objects: readonly KubeObject[]): Deployed[] =>
  objects.map(object => ({object, verdict: verdictOfApply(live.get(keyOf(object)), object)}))

const countVerdicts = (deployed: readonly Deployed[]): string =>
  [...Map.groupBy(deployed, ({verdict}) => verdict)].map(([verdict, {length}]) => `${length} ${verdict}`).join(', ')

/** Applies a set, and says what became of each object. @param planned what the API server would make of them */
export const applyFiles = (
  run: Pick<Run, 'exec' | 'signal'>,
  options: DeployFilesOptions,
  set: ManifestSet | undefined,
  planned: readonly KubeObject[],
): Action<Deployed[]> => {
  const {manifests, forceConflicts} = options
  const access = accessOf(options)
  if (!set)
    return {
      script: () => [
        ...(options.applySet
          ? ['# only with the cluster at hand: each object is labelled, and what is no longer there removed']
          : []),
        applyCommand(access, manifests, {forceConflicts}),
      ],
      planned: [],
      run: () => Promise.reject(new Error('a run has read its manifests')),
    }
  return {
    script: () =>
      partsOf(set).flatMap(({objects, definitions}) => [
        ...batchesOf(objects).map(batch =>
          applyCommand(access, printedAs(batch.objects), {forceConflicts, clientSide: batch.clientSide}),
        ),
        ...(definitions.length === 0 ? [] : [kubectlCommand(access, establishedArgs(definitions))]),
      ]),
    planned: deployedOf(set.live, planned),
    run: async report => {
      const deployed = deployedOf(set.live, await applyParts(run, access, set, {forceConflicts}, report))
      return done(countVerdicts(deployed), deployed)
    },
  }
}

/** Removes what the set lacks, and says what it does not remove. */
const pruneSet = async (
  flow: Workflow,
  options: DeployFilesOptions,
  pruning: Pruning,
  forceConflicts: boolean,
): Promise<Deployed[]> => {
  for (const object of pruning.kept) {
    const command = kubectlCommand({...options.place, namespace: undefined}, ['delete', objectName(object)])
    const what = `${named(object, options.place)} is no longer in the set, and is left: it may hold objects of others`
    flow.note([what, {label: 'Fix', advice: [commandAdvice(command, 'deletes it, with all in it')]}], 'warn')
  }
  if (!isSettled(pruning)) return flow.step('Prune', prune(flow.run, accessOf(options), pruning, {forceConflicts}))
  flow.skip('Prune', 'nothing to remove')
  return []
}

/** Applies manifests, and waits for all in them that can become ready. */
export const deployFiles = async (flow: Workflow, options: DeployFilesOptions): Promise<Deployed[]> => {
  const {run} = flow
  const {place, wait} = options
  const {set, pruning} = (await flow.step('Look at manifests', report => lookAtManifests(flow, options, report))) ?? {}
  for (const item of set?.repeated ?? []) flow.note(`warning: ${item} stands there more than once; the last one counts`)
  const findCluster = findClusterOf(flow, place)
  const found = {set, pruning, findCluster}
  const compared = await flow.step('Compare', report => compareManifests(flow, options, found, report))
  const {objects: planned, forceConflicts} = compared
  if (options.dryRun)
    return flow.step('Apply', async () => {
      const deployed = [...deployedOf(set?.live ?? new Map(), planned), ...(pruning ? prunedOf(pruning) : [])]
      return done(countVerdicts(deployed), deployed)
    })
  const images = imagesOf(planned)
  const target = images.length === 0 ? undefined : await findCluster()
  if (target) await flow.step('Load images', report => bringImages(flow, target, images, report))
  const deployed = await flow.step('Apply', applyFiles(run, {...options, forceConflicts}, set, planned))
  const pruned = pruning ? await pruneSet(flow, options, pruning, forceConflicts) : []
  const apps = appsAmong(deployed.map(({object}) => object))
  if (!wait) flow.skip('Wait', NOT_WAITED_FOR)
  else if (apps.length === 0) flow.skip('Wait', 'nothing in it becomes ready')
  else {
    const healths = await flow.step('Wait', waitForRollout(run, place, apps))
    const late = healths.filter(({progress}) => progress.text === NO_ADDRESS)
    for (const {object} of late) flow.note(`warning: ${named(object, place)} has ${NO_ADDRESS}`)
  }
  return [...deployed, ...pruned]
}

import {apply, applyCommand, type Manifests, verdictOfApply} from '../../api-server/apply.ts'
import {type KubeAccess, kubectlCommand} from '../../api-server/kubectl.ts'
import {type Place, spoken} from '../../api-server/objects.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {workloadOf} from '../../kubernetes/kinds/index.ts'
import {NO_ADDRESS, readinessOf} from '../../kubernetes/readiness.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {bringImage, type FindCluster, findClusterOf} from '../bring-image.ts'
import {waitForRollout} from '../rollout/way-back.ts'
import {NO_CHANGES, showChanges} from '../show-changes.ts'
import {type ConflictOptions, takeOver} from '../take-over.ts'
import {NOT_WAITED_FOR} from '../wait-until-ready.ts'
import {applySet, establishedArgs, partsOf} from './apply-set.ts'
import type {Deployed} from './deploy.ts'
import {keyOf, type LiveObjects, type ManifestSet, printedAs, readManifestSet, sentAs} from './manifest-set.ts'

export interface DeployFilesOptions extends ConflictOptions {
  /** The cluster, and the namespace of objects that name none. */
  place: Place
  /** True: an object that names another namespace is refused. */
  onlyNamespace: boolean
  manifests: Manifests
  wait: boolean
  /** True: the API server is asked, and keeps nothing. */
  dryRun: boolean
}

/** How kubectl is asked about manifests: a namespace that is passed is the only one that they may name. */
const accessOf = ({place, onlyNamespace}: DeployFilesOptions): KubeAccess =>
  onlyNamespace ? place : {...place, namespace: undefined}

/** The images that objects run. */
export const imagesOf = (objects: readonly KubeObject[]): string[] => {
  const specs = objects.map(object => workloadOf(object)?.podTemplate(object)?.spec)
  const containers = specs.flatMap(spec => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])])
  return [...new Set(containers.flatMap(({image}) => image ?? []))]
}

/** Those among objects that can become ready. */
export const appsAmong = (objects: readonly KubeObject[]): KubeObject[] =>
  objects.filter(object => workloadOf(object)?.waits ?? readinessOf(object) !== undefined)

/**
 * Looks which of the objects that manifests describe are there.
 * @returns undefined in a plan, where nobody can be asked. @throws as `readManifestSet`
 */
export const lookAtManifests = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  options: DeployFilesOptions,
  report: Report,
): Promise<Done<ManifestSet | undefined>> => {
  const {manifests, place} = options
  report(manifests.kustomization ?? manifests.files.join(', '))
  const set = await look(() => readManifestSet(run.exec, accessOf(options), place.namespace, manifests), undefined)
  return done(`${set?.live.size ?? 0} of the objects exist`, set)
}

/** An object in a line of its own: with its namespace, where that is not the one of the command. */
const named = (object: KubeObject, {namespace}: Place): string => {
  const own = object.metadata.namespace
  return `${spoken(object)}${own === undefined || own === namespace ? '' : ` in namespace ${own}`}`
}

/** What an apply would do. */
export interface ComparedManifests {
  /** The objects as they would be; those that cannot be asked about yet as they are sent. */
  objects: KubeObject[]
  /** Whether the apply takes fields of others over. */
  forceConflicts: boolean
}

/** The API server's answer to a dry run, by objects; of those that depend on others of the set there is none yet. */
const dryRun = async (
  {exec}: Pick<Run, 'exec'>,
  options: DeployFilesOptions,
  {objects, dependent}: ManifestSet,
): Promise<LiveObjects> => {
  const asked = objects.filter(object => !dependent.includes(object))
  const answer =
    asked.length === 0 ? [] : await apply(exec, accessOf(options), sentAs(asked), {forceConflicts: true, dryRun: true})
  return new Map(answer.map(object => [keyOf(object), object]))
}

/**
 * Shows what an apply would change, by the API server's answer to a dry run.
 * @throws KubiaError FIELD_CONFLICT and those of `apply`
 */
export const compareManifests = async (
  flow: Workflow,
  options: DeployFilesOptions,
  {set, findCluster}: {set: ManifestSet | undefined; findCluster: FindCluster},
  report: Report,
): Promise<Done<ComparedManifests>> => {
  report('what would change')
  const {run, look, say} = flow
  const {place, forceConflicts} = options
  if (!set) return done('', {objects: [], forceConflicts})
  const answers = await look(() => dryRun(run, options, set), new Map())
  const compared = set.objects.map(object => ({
    before: set.live.get(keyOf(object)),
    after: answers.get(keyOf(object)) ?? object,
  }))
  const texts = compared.map(({before, after}) => {
    const name = named(after, place)
    const sayOf = (line: string): void => say(before && compared.length > 1 ? line.replace('~ ', `~ ${name}: `) : line)
    const text = showChanges(sayOf, before, after)
    const isKept = before !== undefined && text === NO_CHANGES && verdictOfApply(before, after) === 'configured'
    return `${name}: ${isKept ? 'the same fields, which kubia manages from now on' : text}`
  })
  const force = await takeOver(flow, {...options, findCluster}, compared)
  const detail = texts.length > 3 ? `${texts.length} objects` : texts.join(', ')
  return done(detail, {objects: compared.map(({after}) => after), forceConflicts: force})
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
      script: () => [applyCommand(access, manifests, {forceConflicts})],
      planned: [],
      run: () => Promise.reject(new Error('a run has read its manifests')),
    }
  return {
    script: () =>
      partsOf(set).flatMap(({objects, definitions}) => [
        applyCommand(access, printedAs(objects), {forceConflicts}),
        ...(definitions.length === 0 ? [] : [kubectlCommand(access, establishedArgs(definitions))]),
      ]),
    planned: deployedOf(set.live, planned),
    run: async report => {
      const deployed = deployedOf(set.live, await applySet(run, access, set, {forceConflicts}, report))
      return done(countVerdicts(deployed), deployed)
    },
  }
}

/** Applies manifests, and waits for all in them that can become ready. */
export const deployFiles = async (flow: Workflow, options: DeployFilesOptions): Promise<Deployed[]> => {
  const {run} = flow
  const {place, wait} = options
  const set = await flow.step('Look at manifests', report => lookAtManifests(flow, options, report))
  const findCluster = findClusterOf(flow, place)
  const compared = await flow.step('Compare', report => compareManifests(flow, options, {set, findCluster}, report))
  const {objects: planned, forceConflicts} = compared
  if (options.dryRun)
    return flow.step('Apply', async () => {
      const deployed = deployedOf(set?.live ?? new Map(), planned)
      return done(countVerdicts(deployed), deployed)
    })
  const images = imagesOf(planned)
  const target = images.length === 0 ? undefined : await findCluster()
  if (target) await flow.step('Load images', report => bringImages(flow, target, images, report))
  const deployed = await flow.step('Apply', applyFiles(run, {...options, forceConflicts}, set, planned))
  const apps = appsAmong(deployed.map(({object}) => object))
  if (!wait) flow.skip('Wait', NOT_WAITED_FOR)
  else if (apps.length === 0) flow.skip('Wait', 'nothing in it becomes ready')
  else {
    const healths = await flow.step('Wait', waitForRollout(run, place, apps))
    const late = healths.filter(({progress}) => progress.text === NO_ADDRESS)
    for (const {object} of late) flow.note(`warning: ${named(object, place)} has ${NO_ADDRESS}`)
  }
  return deployed
}

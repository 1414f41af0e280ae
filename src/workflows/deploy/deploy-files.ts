import {apply, applyCommand, getManifests, type Manifests, verdictOf} from '../../api-server/apply.ts'
import type {KubeAccess} from '../../api-server/kubectl.ts'
import type {Place} from '../../api-server/objects.ts'
import type {LocalClusterOf} from '../../cluster/registry.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {workloadOf} from '../../kubernetes/kinds/index.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Action, type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import {bringImage, type FindCluster, findClusterOf} from '../bring-image.ts'
import {waitForRollout} from '../rollout/way-back.ts'
import {showChanges} from '../show-changes.ts'
import {type ConflictOptions, takeOver} from '../take-over.ts'
import {NOT_WAITED_FOR} from '../wait-until-ready.ts'
import type {Deployed} from './deploy.ts'

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

/** Live objects, by what names them. */
type LiveObjects = ReadonlyMap<string, KubeObject>

const keyOf = ({apiVersion, kind, metadata}: KubeObject): string =>
  [apiVersion.split('/')[0], kind, metadata.namespace ?? '', metadata.name].join(' ')

/** How kubectl is asked about manifests: a namespace that is passed is the only one that they may name. */
const accessOf = ({place, onlyNamespace}: DeployFilesOptions): KubeAccess =>
  onlyNamespace ? place : {...place, namespace: undefined}

/** The images that objects run. */
export const imagesOf = (objects: readonly KubeObject[]): string[] => {
  const specs = objects.map(object => workloadOf(object)?.podTemplate(object)?.spec)
  const containers = specs.flatMap(spec => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])])
  return [...new Set(containers.flatMap(({image}) => image ?? []))]
}

/** The apps among objects: all that can become ready. */
export const appsAmong = (objects: readonly KubeObject[]): KubeObject[] =>
  objects.filter(object => workloadOf(object)?.waits)

/** Looks which of the objects that manifests describe are there. @throws as `runKubectl` */
export const lookAtManifests = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  options: DeployFilesOptions,
  report: Report,
): Promise<Done<LiveObjects>> => {
  const {manifests} = options
  report(manifests.kustomization ?? manifests.files.join(', '))
  const found = await look(() => getManifests(run.exec, accessOf(options), manifests), [])
  return done(`${found.length} of the objects exist`, new Map(found.map(object => [keyOf(object), object])))
}

const isTooEarly = (error: unknown): error is KubiaError =>
  error instanceof KubiaError && ['NAMESPACE_MISSING', 'NOT_FOUND'].includes(error.code)

/** What an apply would do. */
export interface ComparedManifests {
  /** The objects; undefined where a namespace or definition that the same manifests make is not there yet. */
  objects: KubeObject[] | undefined
  /** Whether the apply takes fields of others over. */
  forceConflicts: boolean
}

/**
 * Shows what an apply would change, by the API server's answer to a dry run.
 * @throws KubiaError FIELD_CONFLICT and those of `apply`
 */
export const compareManifests = async (
  flow: Workflow,
  options: DeployFilesOptions,
  {live, findCluster}: {live: LiveObjects; findCluster: FindCluster},
  report: Report,
): Promise<Done<ComparedManifests>> => {
  report('what would change')
  const {run, look, say} = flow
  const {forceConflicts} = options
  try {
    const dryRun = {forceConflicts: true, dryRun: true}
    const objects = await look(() => apply(run.exec, accessOf(options), options.manifests, dryRun), [])
    const compared = objects.map(after => ({before: live.get(keyOf(after)), after}))
    const texts = compared.map(
      ({before, after}) => `${after.kind.toLowerCase()} ${after.metadata.name}: ${showChanges(say, before, after)}`,
    )
    const force = await takeOver(flow, {...options, findCluster}, compared)
    return done(texts.length > 3 ? `${texts.length} objects` : texts.join(', '), {objects, forceConflicts: force})
  } catch (error) {
    if (!isTooEarly(error) || options.dryRun) throw error
    return done(`not possible before it is applied: ${error.message}`, {objects: undefined, forceConflicts})
  }
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
  objects.map(object => ({object, verdict: verdictOf(live.get(keyOf(object)), object)}))

const countVerdicts = (deployed: readonly Deployed[]): string =>
  [...Map.groupBy(deployed, ({verdict}) => verdict)].map(([verdict, {length}]) => `${length} ${verdict}`).join(', ')

/** Applies manifests. @param planned what the API server would make of them, as far as it is known */
export const applyFiles = (
  {exec}: Pick<Run, 'exec'>,
  options: DeployFilesOptions,
  live: LiveObjects,
  planned: readonly KubeObject[],
): Action<Deployed[]> => {
  const {manifests, forceConflicts} = options
  return {
    script: () => [applyCommand(accessOf(options), manifests, {forceConflicts})],
    planned: deployedOf(live, planned),
    run: async () => {
      const deployed = deployedOf(live, await apply(exec, accessOf(options), manifests, {forceConflicts}))
      return done(countVerdicts(deployed), deployed)
    },
  }
}

/** Applies manifests, and waits for all in them that can become ready. */
export const deployFiles = async (flow: Workflow, options: DeployFilesOptions): Promise<Deployed[]> => {
  const {run} = flow
  const {place, wait, dryRun} = options
  const live = await flow.step('Look at manifests', report => lookAtManifests(flow, options, report))
  const findCluster = findClusterOf(flow, place)
  const compared = await flow.step('Compare', report => compareManifests(flow, options, {live, findCluster}, report))
  const {objects: planned = [], forceConflicts} = compared
  if (dryRun)
    return flow.step('Apply', async () => {
      const deployed = deployedOf(live, planned)
      return done(countVerdicts(deployed), deployed)
    })
  const images = imagesOf(planned)
  const target = images.length === 0 ? undefined : await findCluster()
  if (target) await flow.step('Load images', report => bringImages(flow, target, images, report))
  const deployed = await flow.step('Apply', applyFiles(run, {...options, forceConflicts}, live, planned))
  const apps = appsAmong(deployed.map(({object}) => object))
  if (!wait) flow.skip('Wait', NOT_WAITED_FOR)
  else if (apps.length === 0) flow.skip('Wait', 'nothing in it becomes ready')
  else await flow.step('Wait', waitForRollout(run, place, apps))
  return deployed
}

import {apply, type Manifests, verdictOfApply} from '../../api-server/apply.ts'
import type {KubeAccess} from '../../api-server/kubectl.ts'
import {type Place, spoken} from '../../api-server/objects.ts'
import type {ApplySetRef} from '../../kubernetes/apply-set.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import {type Done, done, type Report} from '../../workflow/step.ts'
import type {Workflow} from '../../workflow/workflow.ts'
import type {FindCluster} from '../bring-image.ts'
import {NO_CHANGES, showChanges} from '../show-changes.ts'
import {type ConflictOptions, takeOver} from '../take-over.ts'
import {batchesOf} from './apply-parts.ts'
import {keyOf, type LiveObjects, type ManifestSet, sentAs} from './manifest-set.ts'
import type {Pruning} from './prune.ts'

/** What is deployed from manifests, and where. */
export interface DeployFilesOptions extends ConflictOptions {
  /** The cluster, and the namespace of objects that name none. */
  place: Place
  /** True: an object that names another namespace is refused. */
  onlyNamespace: boolean
  manifests: Manifests
  /** The set that the objects are members of, and from which others are removed; without it nothing is. */
  applySet?: Omit<ApplySetRef, 'namespace'> | undefined
  wait: boolean
  /** True: the API server is asked, and keeps nothing. */
  dryRun: boolean
}

/** How kubectl is asked about manifests: a namespace that is passed is the only one that they may name. */
export const accessOf = ({place, onlyNamespace}: DeployFilesOptions): KubeAccess =>
  onlyNamespace ? place : {...place, namespace: undefined}

/** Where an object is, where that is not the namespace of the command. */
const whereIs = ({metadata}: KubeObject, {namespace}: Place): string =>
  metadata.namespace === undefined || metadata.namespace === namespace ? '' : ` in namespace ${metadata.namespace}`

/** An object in a line of its own. */
export const named = (object: KubeObject, place: Place): string => `${spoken(object)}${whereIs(object, place)}`

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
  const answers: KubeObject[] = []
  for (const {objects: some, clientSide} of batchesOf(asked))
    answers.push(
      ...(await apply(exec, accessOf(options), sentAs(some), {forceConflicts: true, dryRun: true, clientSide})),
    )
  return new Map(answers.map(object => [keyOf(object), object]))
}

/** What is there, and what of it an apply removes. */
interface Found {
  set: ManifestSet | undefined
  pruning: Pruning | undefined
  findCluster: FindCluster
}

/**
 * Shows what an apply would change, by the API server's answer to a dry run.
 * @throws KubiaError FIELD_CONFLICT and those of `apply`
 */
export const compareManifests = async (
  flow: Workflow,
  options: DeployFilesOptions,
  {set, pruning, findCluster}: Found,
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
    const text = showChanges(sayOf, before, after, whereIs(after, place))
    const isKept = before !== undefined && text === NO_CHANGES && verdictOfApply(before, after) === 'configured'
    return `${name}: ${isKept ? 'the same fields, which kubia manages from now on' : text}`
  })
  for (const object of pruning?.gone ?? []) {
    const {kind, metadata} = object
    say(`  - ${kind} ${metadata.name}${whereIs(object, place)} is removed`)
  }
  const force = await takeOver(flow, {...options, findCluster}, compared)
  const detail = texts.length > 3 ? `${texts.length} objects` : texts.join(', ')
  return done(detail, {objects: compared.map(({after}) => after), forceConflicts: force})
}

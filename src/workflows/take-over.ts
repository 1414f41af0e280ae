import {kubectlCommand} from '../api-server/kubectl.ts'
import {type Place, spoken} from '../api-server/objects.ts'
import {
  describeConflict,
  describeTaken,
  isLastApplied,
  isOfKubectl,
  type TakenField,
  takenFields,
} from '../api-server/taken-fields.ts'
import type {CommandAdvice} from '../errors/advice.ts'
import {KubiaError} from '../errors/kubia-error.ts'
import {objectName} from '../kubernetes/object-name.ts'
import type {KubeObject} from '../kubernetes/types.ts'
import {commandAdvice} from '../process/command.ts'
import {done, type Work} from '../workflow/step.ts'
import type {Workflow} from '../workflow/workflow.ts'
import type {FindCluster} from './bring-image.ts'

/** How an apply treats fields that belong to other field managers. */
export interface ConflictOptions {
  /** True: all of them are taken over, also those of controllers and other tools. */
  forceConflicts: boolean
  /** The command line that does the same and takes them over. */
  takeOver: CommandAdvice
}

/** A live object, and what an apply would make of it. */
export interface Compared {
  before: KubeObject | undefined
  after: KubeObject
}

interface TakeOver extends ConflictOptions {
  place: Place
  findCluster: FindCluster
}

/** Fields of one object that others have set. */
interface Conflict {
  live: KubeObject
  fields: readonly TakenField[]
}

const conflictError = (place: Place, conflicts: readonly Conflict[], takeOver: CommandAdvice): KubiaError => {
  const now = Date.now()
  const lines = conflicts.flatMap(({live, fields}) => [
    `${spoken(live)} has fields that others set:`,
    ...fields.map(field => `  ${describeConflict(field, now)}`),
  ])
  const looks = [...Map.groupBy(conflicts, ({live}) => live.metadata.namespace ?? place.namespace)].map(
    ([namespace, some]) =>
      commandAdvice(
        kubectlCommand({...place, namespace}, [
          'get',
          ...some.map(({live}) => objectName(live)),
          ...['--show-managed-fields', '-o', 'yaml'],
        ]),
        'who manages which field',
      ),
  )
  return new KubiaError('FIELD_CONFLICT', lines.join('\n'), {
    fix: [{...takeOver, comment: 'sets them all the same, but a controller may set them back'}, ...looks],
    left: 'nothing was changed',
  })
}

/**
 * Decides which fields of other managers an apply takes over: those that were set with kubectl, since that is the same
 * person, and all with `--force-conflicts`. On a cluster that is not local it is warned of, with the values that were.
 * @param compared by the answer to a dry run that takes everything over
 * @returns whether the apply is to be forced. @throws KubiaError FIELD_CONFLICT for fields of anybody else
 */
export const takeOver = async (
  {say, note}: Pick<Workflow, 'say' | 'note'>,
  {place, forceConflicts, takeOver: advice, findCluster}: TakeOver,
  compared: readonly Compared[],
): Promise<boolean> => {
  const objects = compared.flatMap(({before, after}) =>
    before ? [{live: before, fields: takenFields(before, after)}] : [],
  )
  const conflicts = objects
    .map(({live, fields}) => ({live, fields: fields.filter(field => !isOfKubectl(field))}))
    .filter(({fields}) => fields.length > 0)
  if (!forceConflicts && conflicts.length > 0) throw conflictError(place, conflicts, advice)
  const all = objects.flatMap(({fields}) => fields)
  if (all.length === 0) return forceConflicts
  const said = all.filter(field => !isLastApplied(field))
  if (said.length === 0) return true
  if (await findCluster()) say(`  taken over from ${describeTaken(said, false)}`)
  else note(`warning: taken over on ${place.context} from ${describeTaken(said, true)}`)
  return true
}

/** Whether a plan forces an apply: asked where there is a live object, whose fields may be anybody's. */
export const planForced = async <T extends {forceConflicts: boolean}>(
  {look}: Pick<Workflow, 'look'>,
  live: KubeObject | undefined,
  compare: Work<T>,
  planned: T,
): Promise<boolean> => (live ? (await look(() => compare(() => {}), done('', planned))).value : planned).forceConflicts

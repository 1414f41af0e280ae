import {setTimeout as sleep} from 'node:timers/promises'
import {type ApplyOptions, apply, getManifests} from '../../api-server/apply.ts'
import {type KubeAccess, runKubectl} from '../../api-server/kubectl.ts'
import {amend, KubiaError} from '../../errors/kubia-error.ts'
import {isClientSide} from '../../kubernetes/client-side.ts'
import {lastAppliedOf} from '../../kubernetes/last-applied.ts'
import {objectName} from '../../kubernetes/object-name.ts'
import type {KubeObject} from '../../kubernetes/types.ts'
import {CommandFailed, type Exec} from '../../process/exec.ts'
import type {Run} from '../../process/run.ts'
import type {Report} from '../../workflow/step.ts'
import {isDefinition, keyOf, type ManifestSet, sentAs} from './manifest-set.ts'

/** How long a server may take to serve what a CustomResourceDefinition defines, in seconds. */
const ESTABLISHED_S = 60
/** How often an apply is repeated that is refused for what a controller is about to make, and the time between, in ms. */
const ATTEMPTS = 10
const RETRY_MS = 500
/** As many objects as a failure names. */
const MAX_NAMED = 10

/** What is applied with one command, in one way. */
interface Batch {
  objects: readonly KubeObject[]
  clientSide: boolean
}

/** Objects by the way they are applied, those of server-side apply first. */
export const batchesOf = (objects: readonly KubeObject[]): Batch[] => {
  const {server = [], client = []} = Object.groupBy(objects, object => (isClientSide(object) ? 'client' : 'server'))
  return [
    {objects: server, clientSide: false},
    {objects: client, clientSide: true},
  ].filter(batch => batch.objects.length > 0)
}

/** What is applied before the next part is. */
interface Part {
  objects: readonly KubeObject[]
  /** Definitions among them that the objects of the next part wait for. */
  definitions: readonly KubeObject[]
}

/** The parts of a set: kubectl takes objects of a kind only once the server serves it. */
export const partsOf = ({objects, undefinedYet}: ManifestSet): Part[] => {
  if (undefinedYet.length === 0) return [{objects, definitions: []}]
  const last = objects.findLastIndex(isDefinition)
  const first = objects.filter((object, index) => index <= last && !undefinedYet.includes(object))
  return [
    {objects: first, definitions: first.filter(isDefinition)},
    {objects: objects.filter(object => !first.includes(object)), definitions: []},
  ]
}

/** The command that waits until a server serves what is defined. */
export const establishedArgs = (definitions: readonly KubeObject[]): string[] => [
  ...['wait', '--for=condition=Established', `--timeout=${ESTABLISHED_S}s`],
  ...definitions.map(objectName),
]

const waitForDefinitions = async (
  exec: Exec,
  access: KubeAccess,
  definitions: readonly KubeObject[],
): Promise<void> => {
  try {
    await runKubectl(exec, access, establishedArgs(definitions))
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error
    throw new KubiaError(
      'NOT_READY',
      `the API server does not serve what ${definitions.map(objectName).join(', ')} define${definitions.length === 1 ? 's' : ''}`,
      {evidence: error.result.stderr.trim().split('\n'), cause: error},
    )
  }
}

/** A controller makes the service account of a namespace after it, and a server serves a kind a little after it says so. */
const isTooEarly = (error: unknown, {dependent}: ManifestSet): boolean =>
  error instanceof KubiaError && dependent.length > 0 && ['ADMISSION_DENIED', 'NOT_FOUND'].includes(error.code)

const applyBatch = async (
  {exec, signal}: Pick<Run, 'exec' | 'signal'>,
  access: KubeAccess,
  set: ManifestSet,
  {objects, clientSide}: Batch,
  options: ApplyOptions,
): Promise<KubeObject[]> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await apply(exec, access, sentAs(objects), {...options, clientSide})
    } catch (error) {
      if (!isTooEarly(error, set) || attempt === ATTEMPTS) throw error
      await sleep(RETRY_MS, undefined, {signal})
    }
  }
}

const listed = (objects: readonly KubeObject[]): string => {
  const names = objects.slice(0, MAX_NAMED).map(objectName)
  const more = objects.length - names.length
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Says in a failure which objects are there as they were sent, and which are not. */
const withLeft = async (exec: Exec, access: KubeAccess, set: ManifestSet, error: KubiaError): Promise<KubiaError> => {
  const {objects, undefinedYet} = set
  const found = await getManifests(exec, access, sentAs(objects.filter(object => !undefinedYet.includes(object))))
  const now = new Map(found.map(object => [keyOf(object), object]))
  const isThere = (object: KubeObject): boolean => {
    const there = now.get(keyOf(object))
    return there !== undefined && lastAppliedOf(there) === lastAppliedOf(object)
  }
  const {applied = [], not = []} = Object.groupBy(objects, object => (isThere(object) ? 'applied' : 'not'))
  const left = applied.length === 0 ? 'nothing was applied' : `applied: ${listed(applied)}; not applied: ${listed(not)}`
  return amend(error, {left})
}

/**
 * Applies a set, part by part.
 * @returns the objects as they are now, in the order of the set
 * @throws KubiaError of `apply`, with what was applied and what was not; NOT_READY for a kind that is not served in time
 */
export const applyParts = async (
  run: Pick<Run, 'exec' | 'signal'>,
  access: KubeAccess,
  set: ManifestSet,
  options: ApplyOptions,
  report: Report,
): Promise<KubeObject[]> => {
  const {exec, signal} = run
  const applied = new Map<string, KubeObject>()
  try {
    for (const part of partsOf(set)) {
      for (const batch of batchesOf(part.objects))
        for (const object of await applyBatch(run, access, set, batch, options)) applied.set(keyOf(object), object)
      if (part.definitions.length === 0) continue
      report(`until the API server serves ${part.definitions.map(({metadata}) => metadata.name).join(', ')}`)
      await waitForDefinitions(exec, access, part.definitions)
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof KubiaError)) throw error
    // Where that cannot be asked, the failure itself counts.
    throw await withLeft(exec, access, set, error).catch(() => error)
  }
  return set.objects.flatMap(object => applied.get(keyOf(object)) ?? [])
}

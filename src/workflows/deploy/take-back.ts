import {changesBetween} from '../../api-server/changes.ts'
import type {Health} from '../../api-server/health.ts'
import {kubectlCommand, runKubectl} from '../../api-server/kubectl.ts'
import {getObject, type Place, spoken} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import {deployment} from '../../kubernetes/kinds/deployment.ts'
import {revisionOf} from '../../kubernetes/kinds/replicaset.ts'
import {objectName, resourceName} from '../../kubernetes/object-name.ts'
import type {KubeObject, ReplicaWorkload} from '../../kubernetes/types.ts'
import {Cancellation} from '../../process/cancellation.ts'
import {formatCommand} from '../../process/command.ts'
import type {Run} from '../../process/run.ts'
import type {Action} from '../../workflow/step.ts'
import {undoArgs} from '../rollout/undo.ts'
import {scaleArgs} from '../scale.ts'
import {waitUntilReady} from '../wait-until-ready.ts'

/** A Deployment as it was before an apply; undefined where there was none. */
type Before = ReplicaWorkload | undefined

/** How long the version before may take to run again, in ms. */
const BACK_LIMIT_MS = 60_000

const RESOURCE = resourceName(deployment)

/** The commands that make a Deployment what it was. @param now as it is; in a plan, as it will be */
const commandsBack = (name: string, before: Before, now: KubeObject): string[][] => {
  if (!before) return [['delete', `${RESOURCE}/${name}`, '--ignore-not-found']]
  const {
    spec: {template, replicas: count},
  } = now as ReplicaWorkload
  const isOther = changesBetween(before.spec.template, template).length > 0
  const {replicas = 1} = before.spec
  return [
    ...(isOther ? [undoArgs(objectName(before), revisionOf(before) || undefined)] : []),
    ...(replicas === (count ?? replicas) ? [] : [scaleArgs(objectName(before), replicas)]),
  ]
}

/** Makes a Deployment what it was, and waits until that runs. @returns what it is now; nothing where it was not changed */
const takeBack = async (
  {exec, signal}: Pick<Run, 'exec' | 'signal'>,
  place: Place,
  name: string,
  before: Before,
): Promise<string> => {
  const now = await getObject<ReplicaWorkload>(exec, place, RESOURCE, name)
  const commands = now ? commandsBack(name, before, now) : []
  for (const args of commands) await runKubectl(exec, place, args)
  if (commands.length === 0) return ''
  if (!before) return `removed deployment ${name}`
  const cancellation = new Cancellation(BACK_LIMIT_MS)
  const end = (): void => cancellation.abort(signal.reason)
  signal.addEventListener('abort', end, {once: true})
  try {
    const {detail} = await waitUntilReady({exec, cancellation}, place, [before]).run(() => {})
    return `${spoken(before)} is as it was at revision ${revisionOf(before)}: ${detail}`
  } finally {
    signal.removeEventListener('abort', end)
    cancellation.stopClock()
  }
}

/** Registers that a Deployment is made what it was, should the run fail. Called before it is changed. */
export const takeBackOnFailure = (
  run: Pick<Run, 'exec' | 'signal' | 'undo'>,
  place: Place,
  name: string,
  before: Before,
): void => run.undo.add(`Roll back ${name}`, () => takeBack(run, place, name, before))

/** A wait whose failure takes back what was applied. @param planned the Deployment as the apply would leave it */
export const orTakeBack = (
  wait: Action<Health[]>,
  place: Place,
  before: Before,
  planned: KubeObject,
): Action<Health[]> => ({
  ...wait,
  script: async () => {
    const lines = (await wait.script()).map(line => (typeof line === 'string' ? line : formatCommand(line)))
    const back = commandsBack(planned.metadata.name, before, planned).map(args =>
      formatCommand(kubectlCommand(place, args)),
    )
    return back.length === 0 ? lines : lines.map(line => `${line} || { ${back.join('; ')}; false; }`)
  },
  run: async report => {
    try {
      return await wait.run(report)
    } catch (error) {
      if (!(error instanceof KubiaError)) throw error
      const {left: _, ...details} = error.details
      throw new KubiaError(error.code, error.message, {...details, cause: error.cause, keep: false})
    }
  },
})

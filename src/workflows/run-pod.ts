import {changesToward, formatChange} from '../api-server/changes.ts'
import {describeHealth, healthOf} from '../api-server/health.ts'
import {kubectlCommand, runKubectl} from '../api-server/kubectl.ts'
import {type AppSpec, podManifest} from '../api-server/manifests.ts'
import {getObject, kubiaAt, type Place, readObjects} from '../api-server/objects.ts'
import {runArgs, withFlags} from '../api-server/run-pod.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import type {KubeObject, Pod} from '../kubernetes/types.ts'
import {formatCommand} from '../process/command.ts'
import type {Run} from '../process/run.ts'
import {type Action, type Done, done, type Report} from '../workflow/step.ts'
import type {Workflow} from '../workflow/workflow.ts'
import {bringAppImage, findClusterOf} from './bring-image.ts'
import {NOT_WAITED_FOR, waitUntilReady} from './wait-until-ready.ts'

export interface RunPodOptions {
  place: Place
  spec: AppSpec
  wait: boolean
  dryRun: boolean
}

/** Whether a pod that exists is the one that is wanted. @throws KubiaError OBJECT_DIFFERS, naming the fields */
export const checkSame = (live: Pod, spec: AppSpec, place: Place): void => {
  const {name} = spec
  const remove = formatCommand(kubectlCommand(place, ['delete', 'pod', name]))
  if (live.metadata.deletionTimestamp)
    throw new KubiaError('OBJECT_DIFFERS', `pod ${name} is just being deleted`, {fix: ['run it again when it is gone']})
  const wanted = podManifest(spec)
  const {containers} = wanted.spec
  const changes = changesToward({spec: {containers: live.spec.containers}}, {spec: {containers}})
  if (changes.length === 0) return
  const image = containers[0]?.image
  throw new KubiaError(
    'OBJECT_DIFFERS',
    `pod ${name} exists and is not what was asked for:\n${changes.map(change => `  ${formatChange(change)}`).join('\n')}`,
    {
      fix: [
        {command: remove, comment: 'a Pod cannot be changed, so delete it, and run it again'},
        kubiaAt(place, ['deploy', name, ...(image === undefined ? [] : ['--image', image])], {
          comment: 'or make a Deployment, which can',
        }),
      ],
      left: 'the pod is as it was',
    },
  )
}

/** Looks whether the pod is there, and is the one that is wanted. @throws KubiaError OBJECT_DIFFERS; as `runKubectl` */
export const lookAtPod = async (
  {run, look}: Pick<Workflow, 'look'> & {run: Pick<Run, 'exec'>},
  {place, spec}: RunPodOptions,
  report: Report,
): Promise<Done<Pod | undefined>> => {
  const {name} = spec
  report(`pod ${name} in namespace ${place.namespace}`)
  const live = await look(() => getObject<Pod>(run.exec, place, 'pod', name), undefined)
  if (!live) return done(`${name}: not there yet`, undefined)
  checkSame(live, spec, place)
  const health = healthOf(live, [live])
  return done(`${name}: ${health ? describeHealth(health) : ''}`, live)
}

/** What `run` did. */
export interface RanPod {
  object: KubeObject
  verdict: 'created' | 'unchanged'
}

/** Makes the pod with kubectl's own command. */
export const createPod = (
  run: Pick<Run, 'exec' | 'undo'>,
  {place, dryRun}: RunPodOptions,
  spec: AppSpec,
): Action<RanPod> => {
  const args = runArgs(spec, dryRun ? 'server' : undefined)
  const planned: RanPod = {object: podManifest(spec, place.namespace), verdict: 'created'}
  return {
    script: () => [kubectlCommand(place, args)],
    planned,
    run: async report => {
      report(spec.image ?? '')
      const [object] = readObjects(await runKubectl(run.exec, place, withFlags(args, ['-o', 'json'])))
      if (!dryRun) run.undo.retainSent(`pod ${spec.name}`)
      return done(dryRun ? 'server dry run: nothing is kept' : 'created', {...planned, ...(object && {object})})
    },
  }
}

/** Makes one bare Pod as `kubectl run` does, and waits until it is ready. */
export const runPod = async (flow: Workflow, options: RunPodOptions): Promise<RanPod> => {
  const {run} = flow
  const {place, wait, dryRun} = options
  const live = await flow.step('Look at pod', report => lookAtPod(flow, options, report))
  const target = live || dryRun ? undefined : await findClusterOf(flow, place)()
  const spec = target
    ? await flow.step('Load image', report => bringAppImage(flow, target, options.spec, report))
    : options.spec
  if (live) flow.skip('Run pod', 'exists already, and is what was asked for')
  const made: RanPod = live
    ? {object: live, verdict: 'unchanged'}
    : await flow.step('Run pod', createPod(run, options, spec))
  if (dryRun) return made
  if (wait) await flow.step('Wait for pod', waitUntilReady(run, place, [made.object]))
  else flow.skip('Wait for pod', NOT_WAITED_FOR)
  return made
}

/** The image is what `run` cannot do without. @throws KubiaError USAGE */
export const requireImage = (spec: AppSpec): AppSpec => {
  if (spec.image === undefined) throw usageError('required flag(s) "image" not set')
  return spec
}

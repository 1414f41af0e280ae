import {changesToward, formatChange} from '../api-server/changes.ts'
import {refOf} from '../api-server/examine.ts'
import {describeHealth, healthOf} from '../api-server/health.ts'
import {kubectlCommand, runKubectl} from '../api-server/kubectl.ts'
import {type AppSpec, podManifest} from '../api-server/manifests.ts'
import {getObject, type Place, readObjects} from '../api-server/objects.ts'
import {runArgs, withFlags} from '../api-server/run-pod.ts'
import {KubiaError, usageError} from '../errors/kubia-error.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import type {Pod} from '../kubernetes/types.ts'
import {formatCommand} from '../process/command.ts'
import type {Run} from '../process/run.ts'
import type {ListedStep as Step} from '../workflow/listed-step.ts'
import {type PlanFormat, printManifest, waitCommand} from './plan-workload.ts'
import {bringImage, localClusterOf, pullPolicyOfLoaded, type WorkloadResult, waitStep} from './workload.ts'

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
  throw new KubiaError(
    'OBJECT_DIFFERS',
    `pod ${name} exists and is not what was asked for:\n${changes.map(change => `  ${formatChange(change)}`).join('\n')}`,
    {
      fix: [
        `${remove}     # a Pod can’t be changed; then run it again`,
        `or: kubectl kubia deploy ${name} …     # a Deployment can`,
      ],
      left: 'the pod is as it was',
    },
  )
}

/** Makes one bare Pod as `kubectl run` does: what the user reads on the screen, in this order. */
export const runPodTasks = (
  run: Run,
  {place, spec: asked, wait, dryRun}: RunPodOptions,
  result: WorkloadResult,
): Step[] => {
  let spec = asked
  let live: Pod | undefined
  const {name, image = ''} = spec
  const local = localClusterOf(run, place)

  return [
    {
      title: 'Look at pod',
      task: async report => {
        report(`pod ${name} in namespace ${place.namespace}`)
        live = await getObject<Pod>(run.exec, place, 'pod', name)
        if (!live) return `${name}: not there yet`
        checkSame(live, spec, place)
        Object.assign(result, {verdict: 'unchanged', object: live})
        const health = healthOf(live, [live])
        return `${name}: ${health ? describeHealth(health) : ''}`
      },
    },
    {
      title: 'Load image',
      skip: async () => (dryRun || live || !(await local()) ? true : undefined),
      task: async report => {
        const {isHere, text} = await bringImage(await local(), image, report)
        const policy = isHere && spec.imagePullPolicy === undefined ? pullPolicyOfLoaded(image) : undefined
        if (policy) spec = {...spec, imagePullPolicy: policy}
        return policy ? `${text}, imagePullPolicy ${policy}` : text
      },
    },
    {
      title: 'Run pod',
      skip: () => (live ? 'exists already, and is what was asked for' : undefined),
      task: async report => {
        report(image)
        const args = withFlags(runArgs(spec, dryRun ? 'server' : undefined), ['-o', 'json'])
        const [object] = readObjects(await runKubectl(run.exec, place, args))
        Object.assign(result, {verdict: 'created', ...(object ? {object} : {})})
        if (!dryRun) run.retainSent(`pod ${name}`)
        return dryRun ? 'server dry run: nothing is kept' : 'created'
      },
    },
    ...(dryRun
      ? []
      : [
          waitStep(run, {
            place,
            wait,
            title: 'Wait for pod',
            refs: () => (result.object ? [refOf(result.object, place.namespace)] : []),
          }),
        ]),
  ]
}

/** What `run` would run, without asking the cluster; with a format the manifest alone. */
export const planRunPod = ({place, spec, wait}: RunPodOptions, timeoutMs: number, format: PlanFormat): string => {
  if (format !== undefined) return printManifest(podManifest(spec, place.namespace), format)
  return [
    formatCommand(kubectlCommand(place, runArgs(spec))),
    ...(wait ? waitCommand(place, pod, spec.name, timeoutMs) : []),
  ].join('\n')
}

/** The image is what `run` can't do without. @throws KubiaError USAGE */
export const requireImage = (spec: AppSpec): AppSpec => {
  if (spec.image === undefined) throw usageError('required flag(s) "image" not set')
  return spec
}

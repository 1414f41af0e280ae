import {setTimeout as sleep} from 'node:timers/promises'
import {apply, verdictOf} from '../../api-server/apply.ts'
import {chooseContainer} from '../../api-server/choose-container.ts'
import {refOf} from '../../api-server/examine.ts'
import {describeHealth, healthOf} from '../../api-server/health.ts'
import {ownedFields} from '../../api-server/managed-fields.ts'
import {type AppSpec, deploymentManifest, deploymentUpdate} from '../../api-server/manifests.ts'
import {getObject, type Place} from '../../api-server/objects.ts'
import {type BuildSource, builtName} from '../../cluster/providers/common/images/build.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {KubeObject, ReplicaWorkload} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'
import type {ListedStep as Step} from '../../workflow/listed-step.ts'
import type {Reporter} from '../../workflow/reporters/reporter.ts'
import {
  bringImage,
  localClusterOf,
  pullPolicyOfLoaded,
  showChanges,
  type WorkloadResult,
  waitStep,
} from '../workload.ts'
import {buildStep, mustBeLocal} from './build.ts'

/** How often it is tried anew when the object changes meanwhile, be it only its status in a rollout; and after how long. */
const ATTEMPTS = 15
const RETRY_MS = 200

export interface DeployOptions {
  place: Place
  spec: AppSpec
  forceConflicts: boolean
  wait: boolean
  /** True: the API server is asked, and keeps nothing. */
  dryRun: boolean
  /** What the image is built from, where it is not named. */
  build?: BuildSource | undefined
}

/** The live Deployment, or undefined. @throws as `runKubectl` */
export const getDeployment = (run: Run, place: Place, name: string): Promise<ReplicaWorkload | undefined> =>
  getObject<ReplicaWorkload>(run.exec, place, 'deployment.apps', name)

/** What is sent: all of a new Deployment, or what kubia owns of a live one with what was asked for on top. */
export const buildManifest = (live: ReplicaWorkload | undefined, spec: AppSpec): KubeObject => {
  if (!live) {
    if (spec.image === undefined)
      throw new KubiaError('USAGE', `deployment ${spec.name} does not exist yet: --image is needed to create it`)
    return deploymentManifest(spec)
  }
  const owned = ownedFields(live) as Partial<ReplicaWorkload>
  const manifest = deploymentUpdate(live, owned, spec, chooseContainer(live, spec))
  // Replicas that are sent only because they would be lost must not undo a scaling that happens just now.
  const sendsLiveReplicas = spec.replicas === undefined && owned.spec?.replicas !== undefined
  return sendsLiveReplicas
    ? {...manifest, metadata: {...manifest.metadata, resourceVersion: live.metadata.resourceVersion ?? ''}}
    : manifest
}

/** The app as it is asked for; an image that is yet to be built goes by the name that its build will have. */
export const specToBuild = ({spec, build}: Pick<DeployOptions, 'spec' | 'build'>): AppSpec =>
  build ? {...spec, image: builtName(spec.name)} : spec

const describeLive = (live: ReplicaWorkload | undefined): string => {
  if (!live) return 'not there yet'
  const health = healthOf(live, [])
  return `${live.spec.template.spec.containers.map(({image}) => image).join(', ')}, ${health ? describeHealth(health) : ''}`
}

/** Creates or updates a Deployment: what the user reads on the screen, in this order. */
export const deployTasks = (run: Run, reporter: Reporter, options: DeployOptions, result: WorkloadResult): Step[] => {
  const {place, forceConflicts, wait, dryRun, build} = options
  let spec = specToBuild(options)
  let live: ReplicaWorkload | undefined
  let planned: KubeObject | undefined
  const {name} = spec
  const local = localClusterOf(run, place)

  const send = async (dry: boolean): Promise<KubeObject> => {
    const text = JSON.stringify(buildManifest(live, spec))
    const [object] = await apply(run.exec, place, '-', text, {forceConflicts, dryRun: dry})
    if (!object) throw new Error('kubectl apply answered with no object')
    return object
  }

  /** Sends it; when the Deployment changes meanwhile, looks again and sends what is right then. */
  const sendAnew = async (dry: boolean): Promise<KubeObject> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(dry)
      } catch (error) {
        const changed = error instanceof KubiaError && error.code === 'OBJECT_CHANGED'
        if (!changed || attempt === ATTEMPTS) throw error
        await sleep(RETRY_MS, undefined, {signal: run.signal})
        live = await getDeployment(run, place, name)
      }
    }
  }

  return [
    {
      title: 'Look at deployment',
      task: async report => {
        report(`deployment ${name} in namespace ${place.namespace}`)
        live = await getDeployment(run, place, name)
        buildManifest(live, spec)
        if (build) mustBeLocal(await local(), place.context, name)
        return `${name}: ${describeLive(live)}`
      },
    },
    ...(build
      ? [
          buildStep(run, name, build, image => {
            spec = {...spec, image}
          }),
        ]
      : []),
    {
      title: 'Load image',
      skip: async () => {
        if (dryRun || spec.image === undefined) return true
        const isUsed = live?.spec.template.spec.containers.some(({image}) => image === spec.image) === true
        if (isUsed && healthOf(live as ReplicaWorkload, [])?.progress.done) return 'in use already'
        return (await local()) ? undefined : true
      },
      task: async report => {
        const image = spec.image ?? ''
        const {isHere, text} = await bringImage(await local(), image, report)
        const policy = isHere && spec.imagePullPolicy === undefined ? pullPolicyOfLoaded(image) : undefined
        if (policy) spec = {...spec, imagePullPolicy: policy}
        return policy ? `${text}, imagePullPolicy ${policy}` : text
      },
    },
    {
      title: 'Compare deployment',
      task: async report => {
        report('what would change')
        planned = await sendAnew(true)
        return showChanges(reporter, live, planned)
      },
    },
    {
      title: 'Apply deployment',
      skip: () => {
        if (!dryRun) return undefined
        if (planned) Object.assign(result, {verdict: verdictOf(live, asPlanned(live, planned)), object: planned})
        return 'server dry run: nothing is kept'
      },
      task: async () => {
        const object = await sendAnew(false)
        run.retainSent(`deployment ${name}`)
        Object.assign(result, {verdict: verdictOf(live, object), object})
        return result.verdict ?? ''
      },
    },
    ...(dryRun
      ? []
      : [
          waitStep(run, {
            place,
            wait,
            title: 'Wait for rollout',
            refs: () => (result.object ? [refOf(result.object, place.namespace)] : []),
          }),
        ]),
  ]
}

/** A dry run counts the generation up, but keeps the resource version: the generation alone tells then. */
const asPlanned = (live: KubeObject | undefined, planned: KubeObject): KubeObject =>
  live ? {...planned, metadata: {...planned.metadata, resourceVersion: live.metadata.resourceVersion ?? ''}} : planned

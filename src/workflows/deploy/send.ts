import {setTimeout as sleep} from 'node:timers/promises'
import {apply, manifestOf, type Verdict, verdictOf} from '../../api-server/apply.ts'
import {chooseContainer} from '../../api-server/choose-container.ts'
import {ownedFields} from '../../api-server/managed-fields.ts'
import {type AppSpec, deploymentManifest, deploymentUpdate} from '../../api-server/manifests.ts'
import {getObject, type Place} from '../../api-server/objects.ts'
import {KubiaError} from '../../errors/kubia-error.ts'
import type {KubeObject, ReplicaWorkload} from '../../kubernetes/types.ts'
import type {Run} from '../../process/run.ts'

/** How often an apply is repeated when the object changes meanwhile, be it only its status in a rollout. */
const ATTEMPTS = 15
/** The time between two of these attempts, in ms. */
const RETRY_MS = 200

/** A Deployment of the cluster; undefined where it is not there yet. */
export type Live = ReplicaWorkload | undefined

/** The refusal of a new Deployment without an image. @param near the question for one that is there, with a similar name */
export const imageNeeded = (name: string, near = ''): KubiaError =>
  new KubiaError('USAGE', `deployment ${name} does not exist yet: --image is needed to create it${near}`)

/** What is sent: all of a new Deployment, or what kubia owns of a live one with what was asked for on top. */
export const buildManifest = (live: Live, spec: AppSpec): KubeObject => {
  if (!live) {
    if (spec.image === undefined) throw imageNeeded(spec.name)
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

/** The live Deployment, or undefined. @throws as `runKubectl` */
export const getDeployment = (exec: Run['exec'], place: Place, name: string): Promise<Live> =>
  getObject<ReplicaWorkload>(exec, place, 'deployment.apps', name)

/** What is sent, and where. */
export interface Sending {
  place: Place
  spec: AppSpec
  /** True: fields that others own are taken over. */
  forceConflicts: boolean
  live: Live
}

/** Sends a Deployment; when it changes meanwhile, looks again and sends what is right then. */
export const send = async (
  {exec, signal}: Pick<Run, 'exec' | 'signal'>,
  {place, spec, forceConflicts, live}: Sending,
  dryRun: boolean,
): Promise<{live: Live; object: KubeObject}> => {
  let current = live
  for (let attempt = 1; ; attempt++) {
    try {
      const text = JSON.stringify(buildManifest(current, spec))
      const [object] = await apply(exec, place, manifestOf(text), {forceConflicts, dryRun})
      if (object) return {live: current, object}
      throw new Error('kubectl apply answered with no object')
    } catch (error) {
      const changed = error instanceof KubiaError && error.code === 'OBJECT_CHANGED'
      if (!changed || attempt === ATTEMPTS) throw error
      await sleep(RETRY_MS, undefined, {signal})
      current = await getDeployment(exec, place, spec.name)
    }
  }
}

/** The manifest for a script: it is to be applied to whatever is there then. */
export const manifestToPrint = ({live, spec}: Sending): KubeObject => {
  const {metadata, ...manifest} = buildManifest(live, spec)
  const {resourceVersion: _, ...kept} = metadata
  return {...manifest, metadata: kept}
}

/** A dry run counts the generation up, but keeps the resource version: the generation alone shows a change then. */
export const verdictOfDryRun = (live: Live, {metadata, ...object}: KubeObject): Verdict =>
  verdictOf(
    live,
    live
      ? {...object, metadata: {...metadata, resourceVersion: live.metadata.resourceVersion ?? ''}}
      : {...object, metadata},
  )

import {isTrue} from './conditions.ts'
import type {Progress} from './kinds/kind.ts'
import {resourceName} from './object-name.ts'
import type {Condition, KubeObject} from './types.ts'

/** How objects that run no pods become ready. */
interface Readiness {
  /** What it waits for. @param classes of storage and of ingresses that the cluster has */
  progress(object: KubeObject, classes: readonly KubeObject[]): Progress
  /** The resource of the classes that its progress depends on. */
  classes?: string
  /** The arguments of kubectl that wait for it; none where kubectl would wait for what may never come. */
  waitArgs?: readonly string[]
}

interface WithStatus extends KubeObject {
  spec?: {storageClassName?: string; ingressClassName?: string}
  status?: {phase?: string; conditions?: Condition[]; loadBalancer?: {ingress?: unknown[]}}
  volumeBindingMode?: string
}

/** How long an ingress controller that is there may take to give an address, in ms: not all give one. */
const ADDRESS_MS = 60_000

const progress = (done: boolean, more: Partial<Progress> = {}): Progress => ({
  ready: done ? 1 : 0,
  desired: 1,
  updated: 1,
  done,
  ...more,
})

const byCondition = (...types: readonly string[]): Readiness => ({
  progress: object => {
    const {conditions} = (object as WithStatus).status ?? {}
    if (types.some(type => isTrue(conditions, type))) return progress(true)
    const {type, reason, message} = conditions?.find(condition => types.includes(condition.type)) ?? {}
    const why = message || reason
    return progress(false, why ? {text: `not ${type}: ${why}`} : {})
  },
  waitArgs: ['wait', `--for=condition=${types[0]}`],
})

const claim: Readiness = {
  classes: 'storageclasses.storage.k8s.io',
  progress: (object, classes) => {
    const {spec, status} = object as WithStatus
    if (status?.phase === 'Lost') return progress(false, {failed: 'the volume that it was bound to is gone'})
    const storage = classes.find(
      ({kind, metadata}) => kind === 'StorageClass' && metadata.name === spec?.storageClassName,
    ) as WithStatus | undefined
    if (status?.phase !== 'Bound' && storage?.volumeBindingMode === 'WaitForFirstConsumer')
      return progress(true, {text: 'bound once a pod uses it'})
    return progress(status?.phase === 'Bound')
  },
}

/** What an ingress says that has no address, and is not waited for any longer. */
export const NO_ADDRESS = 'no address: no ingress controller has given it one'

const ingress: Readiness = {
  classes: 'ingressclasses.networking.k8s.io',
  progress: (object, classes) => {
    const {spec, status, metadata} = object as WithStatus
    if ((status?.loadBalancer?.ingress ?? []).length > 0) return progress(true)
    const name = spec?.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class']
    const isServed = classes.some(
      one => one.kind === 'IngressClass' && (name === undefined || one.metadata.name === name),
    )
    const isLate = Date.now() - Date.parse(metadata.creationTimestamp ?? '') > ADDRESS_MS
    return isServed && !isLate ? progress(false) : progress(true, {text: NO_ADDRESS})
  },
}

const ROWS: Readonly<Record<string, Readiness>> = {
  'customresourcedefinition.apiextensions.k8s.io': byCondition('Established'),
  'apiservice.apiregistration.k8s.io': byCondition('Available'),
  persistentvolumeclaim: claim,
  'ingress.networking.k8s.io': ingress,
  'ingress.extensions': ingress,
}

/** The conditions by which custom resources say that they are ready. */
const CUSTOM = ['Ready', 'Available']

/** How long the controller of a custom resource may take to say the first thing about it, in ms: many never do. */
const SILENT_MS = 3000

const custom: Readiness = {
  progress: ({metadata}) => {
    const isYoung = Date.now() - Date.parse(metadata.creationTimestamp ?? '') < SILENT_MS
    return isYoung ? progress(false) : progress(true, {text: 'there'})
  },
}

/** Whether an object is of a group that is not Kubernetes' own. */
const isCustom = ({apiVersion}: KubeObject): boolean => {
  const [group = ''] = apiVersion.split('/')
  return group.includes('.') && !group.endsWith('.k8s.io')
}

/** How an object becomes ready that runs no pods; undefined for one that has nothing to become. */
export const readinessOf = (object: KubeObject): Readiness | undefined => {
  const known = ROWS[resourceName(object)]
  if (known) return known
  const {conditions} = (object as WithStatus).status ?? {}
  const type = CUSTOM.find(name => Array.isArray(conditions) && conditions.some(condition => condition.type === name))
  if (type !== undefined) return byCondition(type)
  return isCustom(object) ? custom : undefined
}

import {deployment} from '../kubernetes/kinds/deployment.ts'
import {typeMeta} from '../kubernetes/kinds/index.ts'
import {pod} from '../kubernetes/kinds/pod.ts'
import type {Container, ContainerPort, KubeObject, Pod, ReplicaWorkload} from '../kubernetes/types.ts'

/** What `run` and `deploy` are asked for; what is undefined was not given. */
export interface AppSpec {
  name: string
  image?: string | undefined
  port?: number | undefined
  replicas?: number | undefined
  env: readonly {name: string; value: string}[]
  /** The words behind `--`: the container's arguments, or with `command` its command. */
  args: readonly string[]
  command: boolean
  imagePullPolicy?: string | undefined
  /** The container that is meant, where there are several. */
  container?: string | undefined
}

/** The name that `kubectl create deployment` gives to the container: the image's last part, without tag and digest. */
export const containerName = (image: string): string =>
  (image.split('/').at(-1) ?? image)
    .replace(/@.*$/, '')
    .replace(/:.*$/, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-')

/** The fields of a container that were asked for, and only those. */
export const containerFields = (spec: AppSpec): Partial<Container> => ({
  ...(spec.image === undefined ? {} : {image: spec.image}),
  ...(spec.imagePullPolicy === undefined ? {} : {imagePullPolicy: spec.imagePullPolicy}),
  ...(spec.port === undefined ? {} : {ports: [{containerPort: spec.port}] satisfies ContainerPort[]}),
  ...(spec.env.length === 0 ? {} : {env: [...spec.env]}),
  ...(spec.args.length === 0 ? {} : spec.command ? {command: [...spec.args]} : {args: [...spec.args]}),
})

/** The Pod that `kubectl run` makes of the same flags; with `-o yaml` it prints the same fields. */
export const podManifest = (spec: AppSpec, namespace?: string): Pod => ({
  ...typeMeta(pod),
  metadata: {name: spec.name, labels: {run: spec.name}, ...(namespace ? {namespace} : {})},
  spec: {
    containers: [{name: spec.name, ...containerFields(spec)}],
    ...{dnsPolicy: 'ClusterFirst', restartPolicy: 'Always'},
  },
})

/** The Deployment that `kubectl create deployment` makes of the same flags. */
export const deploymentManifest = (spec: AppSpec): ReplicaWorkload => {
  const labels = {app: spec.name}
  return {
    ...typeMeta(deployment),
    metadata: {name: spec.name, labels},
    spec: {
      ...(spec.replicas === undefined ? {} : {replicas: spec.replicas}),
      selector: {matchLabels: labels},
      template: {
        metadata: {labels},
        spec: {containers: [{name: containerName(spec.image ?? spec.name), ...containerFields(spec)}]},
      },
    },
  }
}

/** Items of one list laid over another's, by name. */
const overlay = <T extends {name: string}>(base: readonly T[], items: readonly Partial<T>[], name: string): T[] =>
  base.some(item => item.name === name)
    ? base.map(item => (item.name === name ? Object.assign({}, item, ...items) : item))
    : [...base, Object.assign({name}, ...items) as T]

/** Variables that are given replace those of the same name; the others stay. */
const mergeEnv = (own: Container['env'] = [], given: AppSpec['env']): NonNullable<Container['env']> =>
  given.reduce((env, variable) => overlay(env, [variable], variable.name), own)

/**
 * What is sent to change a live Deployment: the fields that kubia owns, with their live values, and on top what was
 * asked for. `replicas` is left out unless asked for or owned: another one (an autoscaler, `kubectl scale`) sets them.
 * @param owned from `ownedFields`; @param container the name of the container that is meant
 */
export const deploymentUpdate = (
  live: ReplicaWorkload,
  owned: Partial<Omit<ReplicaWorkload, 'spec'>> & {spec?: Partial<ReplicaWorkload['spec']>},
  spec: AppSpec,
  container: string,
): KubeObject & {spec: object} => {
  const template = owned.spec?.template
  const own = template?.spec?.containers ?? []
  const given = containerFields(spec)
  const env = given.env ? {env: mergeEnv(own.find(({name}) => name === container)?.env, spec.env)} : {}
  return {
    apiVersion: live.apiVersion,
    kind: live.kind,
    metadata: {...owned.metadata, name: live.metadata.name},
    spec: {
      ...owned.spec,
      ...(spec.replicas === undefined ? {} : {replicas: spec.replicas}),
      // kubectl's own check wants both, though the API server would do without.
      selector: live.spec.selector ?? {},
      template: {
        ...template,
        spec: {...template?.spec, containers: overlay(own, [given, env], container)},
      },
    },
  }
}

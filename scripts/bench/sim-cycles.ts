// Objects of every kind that acts, made and deleted again and again: what a cluster keeps of them is a leak.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Ask} from './sim-api.ts'

interface Cycled {
  apiVersion: string
  kind: string
  plural: string
  /** Beside what each object has. */
  fields: object
  /** How long an object is left to act, in ms. */
  settles?: number
  /** Absent: `default`; empty for a kind without namespaces. */
  namespace?: string
}

const GROUP = 'bench.example.com'
/** What limits others: in a namespace of its own, so that it refuses none of them. */
const LIMITED = 'limited'

const labels = {app: 'cycle'}
const podOf = (command: string[], spec: object = {}): object => ({
  metadata: {labels},
  spec: {terminationGracePeriodSeconds: 0, containers: [{name: 'c', image: 'busybox', command}], ...spec},
})
const LASTING = podOf(['sleep', '3600'])
const ENDING = podOf(['true'], {restartPolicy: 'Never'})
const CLAIM = {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}}
const SCHEMA = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {size: {type: 'integer', default: 3}, name: {type: 'string', pattern: '^[a-z]+$'}},
    },
  },
}
const definitionOf = (name: string): object => ({
  metadata: {name: `${name}s.${GROUP}`},
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: {plural: `${name}s`, singular: name, kind: name.toUpperCase(), listKind: `${name.toUpperCase()}List`},
    versions: [{name: 'v1', served: true, storage: true, schema: {openAPIV3Schema: SCHEMA}}],
  },
})

const KINDS: readonly Cycled[] = [
  {apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', fields: {data: {a: 'b'}}},
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    plural: 'statefulsets',
    fields: {
      spec: {
        serviceName: 'cycle',
        selector: {matchLabels: labels},
        template: LASTING,
        volumeClaimTemplates: [{metadata: {name: 'data'}, spec: CLAIM}],
        persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Delete'},
      },
    },
    settles: 400,
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    plural: 'daemonsets',
    fields: {spec: {selector: {matchLabels: labels}, template: LASTING}},
    settles: 400,
  },
  {apiVersion: 'batch/v1', kind: 'Job', plural: 'jobs', fields: {spec: {template: ENDING}}, settles: 400},
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    plural: 'cronjobs',
    fields: {spec: {schedule: '@yearly', jobTemplate: {spec: {template: ENDING}}}},
  },
  {apiVersion: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims', fields: {spec: CLAIM}},
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    plural: 'ingresses',
    fields: {spec: {defaultBackend: {service: {name: 'cycle', port: {number: 80}}}}},
    settles: 20,
  },
  {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    plural: 'resourcequotas',
    fields: {spec: {hard: {'count/secrets': '5', pods: '5'}}},
    namespace: LIMITED,
  },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    plural: 'limitranges',
    fields: {spec: {limits: [{type: 'Container', default: {cpu: '1'}}]}},
    namespace: LIMITED,
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    plural: 'poddisruptionbudgets',
    fields: {spec: {minAvailable: 1, selector: {matchLabels: labels}}},
  },
  {apiVersion: `${GROUP}/v1`, kind: 'KEPT', plural: 'kepts', fields: {spec: {name: 'a'}}},
]
const DEFINITION = 'apiextensions.k8s.io/v1'
const DEFINITIONS = `/apis/${DEFINITION}/customresourcedefinitions`

/** The kinds whose objects are cycled. */
export const CYCLED = [...KINDS.map(({kind}) => kind), 'CustomResourceDefinition']

const pathOf = ({apiVersion, plural, namespace = 'default'}: Cycled): string =>
  `/${apiVersion === 'v1' ? 'api' : 'apis'}/${apiVersion}/namespaces/${namespace}/${plural}`

const define = (ask: Ask, name: string): Promise<string> =>
  ask('POST', DEFINITIONS, {apiVersion: DEFINITION, kind: 'CustomResourceDefinition', ...definitionOf(name)})

/** Asks until a new definition is served. */
const customObject = async (ask: Ask, path: string, body: object): Promise<void> => {
  for (;;)
    try {
      await ask('POST', path, body)
      return
    } catch (error) {
      if (!(error as Error).message.includes('could not find the requested resource')) throw error
      await sleep(10)
    }
}

const cycle = async (ask: Ask, cycled: Cycled, name: string): Promise<void> => {
  const {apiVersion, kind, fields, settles} = cycled
  const path = pathOf(cycled)
  await ask('POST', path, {apiVersion, kind, metadata: {name}, ...fields})
  if (settles) await sleep(settles)
  await ask('DELETE', `${path}/${name}`, {propagationPolicy: 'Background'})
}

const cycleDefinition = async (ask: Ask, name: string): Promise<void> => {
  const object = {apiVersion: `${GROUP}/v1`, kind: name.toUpperCase(), metadata: {name: 'one'}, spec: {}}
  await define(ask, name)
  await customObject(ask, `/apis/${GROUP}/v1/namespaces/default/${name}s`, object)
  await ask('DELETE', `${DEFINITIONS}/${name}s.${GROUP}`)
}

/** Makes what the cycles need. */
export const prepareCycles = async (ask: Ask): Promise<void> => {
  await ask('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name: LIMITED}})
  await define(ask, 'kept')
  const probe = {apiVersion: `${GROUP}/v1`, kind: 'KEPT', metadata: {name: 'probe'}}
  await customObject(ask, `/apis/${GROUP}/v1/namespaces/default/kepts`, probe)
}

/** Makes and deletes `count` objects of each kind, those of all kinds side by side. @param round gives them their names */
export const runCycles = async (ask: Ask, count: number, round: number): Promise<void> => {
  const side = async (run: (name: string) => Promise<void>, workers: number): Promise<void> => {
    let next = 0
    const work = async (): Promise<void> => {
      while (next < count) await run(`c${round}x${next++}`)
    }
    await Promise.all(Array.from({length: workers}, work))
  }
  await Promise.all([
    ...KINDS.map(kind => side(name => cycle(ask, kind, name), kind.settles ? 8 : 1)),
    side(name => cycleDefinition(ask, name), 1),
  ])
}

// Objects of every kind, made from its type: what a client may send of it. Whatever they are, they are taken or refused,
// quickly, and the controllers of a cluster that has them do not stumble.
import fc, {type GeneratorValue} from 'fast-check'
import {test} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import type {ResourceType} from '../../../src/sim/api/resource.ts'
import {StatusError} from '../../../src/sim/api/status.ts'
import {kinds} from '../../../src/sim/kinds/index.ts'
import {resourceQuotaResource} from '../../../src/sim/kinds/resourcequota/resource.ts'
import {decodeStrict} from '../../../src/sim/schema/index.ts'
import {type Scalar, type StructShape, shapeOf, type TypeShape} from '../../../src/sim/schema/types.ts'
import {testCluster} from '../support/cluster.ts'
import {template} from '../support/manifests.ts'
import {draft} from '../support/registry.ts'

const TEXTS = [
  '',
  'a',
  'web',
  'Always',
  '10%',
  '*/5 * * * *',
  '1Gi',
  '127.0.0.1',
  'a/b',
  '__proto__',
  '*',
  'é',
  'a'.repeat(300),
]
const NUMBERS = [0, 1, 2, -1, 100, 2 ** 31 - 1]
const SCALARS: Readonly<Record<Scalar, readonly unknown[]>> = {
  any: [null, 1, 'a', {a: 1}],
  boolean: [true, false],
  bytes: ['', 'YQ=='],
  deduced: [null],
  double: [0, 0.5, -1],
  int32: NUMBERS,
  int64: NUMBERS,
  intOrString: [...NUMBERS, '50%', '-1%', 'x'],
  microTime: ['2026-01-02T03:04:05.000000Z', null],
  quantity: ['1', '1Gi', '-1', '0', '9e99', 100],
  string: TEXTS,
  time: ['2026-01-02T03:04:05Z', null],
}
/** Types refer to themselves: those of schemas, for one. */
const DEEPEST = 9

/** A value of a type: what it asks for is there, all else once in three times. */
const valueOfType = (shape: TypeShape, pick: GeneratorValue, depth = 0): unknown => {
  const some = (): number => pick(fc.nat, 2)
  switch (shape.is) {
    case 'scalar':
      return pick(fc.constantFrom<unknown[]>, ...SCALARS[shape.type])
    case 'list':
      return depth > DEEPEST ? [] : Array.from({length: some()}, () => valueOfType(shape.items, pick, depth + 1))
    case 'map':
      return Object.fromEntries(
        Array.from({length: some()}, () => [
          pick(fc.constantFrom<string[]>, ...TEXTS),
          valueOfType(shape.values, pick, depth + 1),
        ]),
      )
    case 'struct':
      return Object.fromEntries(
        [...shape.fields].flatMap(([name, field]) =>
          shape.required.has(name) || (depth < DEEPEST && some() === 0)
            ? [[name, valueOfType(field, pick, depth + 1)]]
            : [],
        ),
      )
  }
}

const SELECTOR = {selector: {matchLabels: {app: 'kubia'}}}
const ENDING = template({image: 'busybox', command: ['true']}, {restartPolicy: 'Never'})
const STORAGE = {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}}
/** Specs that are taken, of the kinds whose controllers have most to do. */
const SPECS: Readonly<Record<string, Record<string, unknown>>> = {
  CronJob: {schedule: '* * * * *', jobTemplate: {spec: {template: ENDING}}},
  DaemonSet: {...SELECTOR, template: template()},
  Deployment: {...SELECTOR, template: template()},
  Ingress: {defaultBackend: {service: {name: 'web', port: {number: 80}}}},
  Job: {template: ENDING},
  LimitRange: {limits: [{type: 'Container', default: {cpu: '1'}}]},
  PersistentVolume: {accessModes: ['ReadWriteOnce'], capacity: {storage: '1Gi'}, hostPath: {path: '/a'}},
  PersistentVolumeClaim: STORAGE,
  Pod: template().spec,
  PodDisruptionBudget: {...SELECTOR, minAvailable: 1},
  ReplicaSet: {...SELECTOR, template: template()},
  ResourceQuota: {hard: {pods: '1'}},
  Service: {selector: {app: 'kubia'}, ports: [{port: 80}]},
  StatefulSet: {
    ...SELECTOR,
    serviceName: 'web',
    template: template(),
    volumeClaimTemplates: [{metadata: {name: 'data'}, spec: STORAGE}],
  },
}

/** Half of them are as they are taken, but for one field. */
const fieldsOf = (type: ResourceType, pick: GeneratorValue): object => {
  const shape = shapeOf(type)
  const taken = SPECS[type.kind]
  if (!taken || pick(fc.boolean)) {
    const {metadata: _, status: __, apiVersion: ___, kind: ____, ...fields} = valueOfType(shape, pick) as KubeObject
    return fields
  }
  const {fields} = shape.fields.get('spec') as StructShape
  const [name, field] = pick(fc.constantFrom<[string, TypeShape][]>, ...fields)
  return {spec: {...taken, [name]: valueOfType(field, pick, 2)}}
}

const objectOf = (type: ResourceType, pick: GeneratorValue): KubeObject =>
  decodeStrict(type, JSON.stringify(draft(type, 'x', {...fieldsOf(type, pick)})), 'Ignore').object

/** What is refused is refused with a Status. */
const tried = <T>(call: () => T): T | undefined => {
  try {
    return call()
  } catch (error) {
    if (error instanceof StatusError && [400, 403, 404, 409, 422, 501].includes(error.status.code ?? 0))
      return undefined
    throw error
  }
}

test.each(kinds.resources.map(type => [`${type.kind} of ${type.group || 'the core'} ${type.version}`, type] as const))(
  'whatever a %s is, it is taken or refused, shown, acted on and deleted',
  async (_, type) => {
    const cluster = await testCluster({workers: 1, validated: true})
    const namespace = type.namespaced ? 'default' : ''
    // Or some make as many pods as there may be.
    await cluster.create(resourceQuotaResource, 'few', {spec: {hard: {pods: '20'}}})
    // A controller that stumbles is reported, and fails the test.
    await fc.assert(
      fc.asyncProperty(fc.gen(), async pick => {
        tried(() => cluster.registry.create(type, objectOf(type, pick)))
        await cluster.pass(700, 100)
        tried(() => {
          const next = objectOf(type, pick)
          cluster.registry.update(type, namespace, 'x', ({metadata, status}) => ({...next, metadata, status}))
        })
        await cluster.pass(300, 100)
        for (const object of cluster.store.list(type))
          for (const {value} of kinds.columnsOf(type)) value(object, cluster.clock.now())
        tried(() => cluster.registry.delete(type, namespace, 'x', {gracePeriodSeconds: 0}))
        await cluster.settle()
      }),
      {numRuns: 10, endOnFailure: true},
    )
  },
)

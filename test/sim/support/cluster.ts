import {setImmediate as nextTurn} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import type {KubeObject} from '../../../src/sim/api/object.ts'
import type {ResourceType} from '../../../src/sim/api/resource.ts'
import {PacedClock} from '../../../src/sim/clock.ts'
import type {PublishedPort} from '../../../src/sim/description/description.ts'
import {eventResource} from '../../../src/sim/kinds/event/resource.ts'
import {actingKinds, kinds} from '../../../src/sim/kinds/index.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import type {Pod} from '../../../src/sim/kinds/pod/types.ts'
import {nodeNames} from '../../../src/sim/kubelet/nodes.ts'
import {startControllers} from '../../../src/sim/start-controllers.ts'
import {PodNetwork} from '../../../src/sim/traffic/pod-network.ts'
import {draft, testRegistry} from './registry.ts'

/** Steps of the clock: small enough to see the stages that a pod goes through. */
const STEP = 10

/** A cluster without a server: the controllers, the scheduler and the kubelets over a clock that the test turns. */
export const testCluster = async ({
  controlPlanes = 1,
  workers = 2,
  publish = [] as PublishedPort[],
  address = '127.42.0.',
  speed = 1,
  validated = false,
} = {}) => {
  const {store, clock, registry} = testRegistry({
    defaults: kinds.defaults,
    random: chance(),
    ...(validated && {validate: kinds.validate}),
  })
  const nodes = nodeNames('test', controlPlanes, workers).map((node, index) => ({
    ...node,
    address: `${address}${index + 2}`,
  }))
  const paced = new PacedClock(speed, clock)
  const network = new PodNetwork(store, clock)
  onTestFinished(() => network.stop())
  const start = () => {
    const controllers = startControllers({
      kinds: actingKinds,
      served: kinds,
      cluster: 'test',
      server: new URL('https://127.0.0.1:6443'),
      nodes,
      kubernetesVersion: '1.36.0',
      caCertificate: 'the certificate',
      network,
      publish,
      registry,
      store,
      clock: paced,
      report: (error, what) => {
        throw new Error(`${what} failed`, {cause: error})
      },
    })
    onTestFinished(controllers.stop)
    return controllers
  }
  let controllers = start()

  /** Waits until all queues are empty. */
  const settle = async (): Promise<void> => {
    for (let quiet = 0, revision = store.revision; quiet < 4; revision = store.revision) {
      await nextTurn()
      quiet = store.revision === revision ? quiet + 1 : 0
    }
  }

  const cluster = {
    store,
    clock,
    /** What the controllers go by: its speed can be changed. */
    paced,
    registry,
    network,
    settle,

    /** Lets time pass. @param step of the clock: as long as nothing happens it may be long */
    async pass(milliseconds: number, step = STEP): Promise<void> {
      await settle()
      for (let passed = 0; passed < milliseconds; passed += step) {
        clock.advance(Math.min(step, milliseconds - passed))
        await settle()
      }
    },

    /** Ends the controllers and starts them over what the store holds, as after a restart of the process. */
    async restart(): Promise<void> {
      controllers.stop()
      controllers = start()
      await settle()
    },

    async create(type: ResourceType, name: string, fields: Record<string, unknown>): Promise<KubeObject> {
      const object = registry.create(type, draft(type, name, fields))
      await settle()
      return object
    },

    async patch(type: ResourceType, name: string, spec: Record<string, unknown>, namespace = 'default'): Promise<void> {
      registry.update(type, namespace, name, current => ({
        ...current,
        spec: {...(current['spec'] as object), ...spec},
      }))
      await settle()
    },

    async annotate(type: ResourceType, name: string, annotations: Record<string, string>): Promise<void> {
      registry.update(type, type.namespaced ? 'default' : '', name, current => ({
        ...current,
        metadata: {...current.metadata, annotations: {...current.metadata.annotations, ...annotations}},
      }))
      await settle()
    },

    pods: (): Pod[] => store.list(podResource, 'default') as Pod[],

    pod: (name: string): Pod => registry.get(podResource, 'default', name) as Pod,

    /** What was said of an object, in its order: `reason: message`, with `×N` where it was said again. */
    events: (kind: string, name?: string): string[] =>
      (store.list(eventResource) as unknown as StoredEvent[])
        .filter(({involvedObject}) => involvedObject.kind === kind && (!name || involvedObject.name === name))
        .toSorted((a, b) => Number.parseInt(suffix(a), 16) - Number.parseInt(suffix(b), 16))
        .map(({reason, message, count, series}) => {
          const times = series?.count ?? count ?? 1
          return `${reason}: ${message}${times > 1 ? ` ×${times}` : ''}`
        }),
  }
  await settle()
  return cluster
}

/** Chance that is the same at every run: a linear congruential generator with the numbers of ANSI C's example. */
const chance = () => {
  let state = 1
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 16) % below
  }
}

interface StoredEvent {
  metadata: {name: string}
  involvedObject: {kind: string; name: string}
  reason: string
  message: string
  count?: number
  series?: {count: number}
}

const suffix = ({metadata}: StoredEvent): string => metadata.name.split('.').at(-1) ?? ''

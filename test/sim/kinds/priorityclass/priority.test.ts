import {describe, expect, test} from 'vitest'
import {bootstrap} from '../../../../src/sim/cluster/bootstrap.ts'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {PodSpec} from '../../../../src/sim/kinds/pod/types.ts'
import {priorityClassResource} from '../../../../src/sim/kinds/priorityclass/resource.ts'
import {bare} from '../../support/manifests.ts'
import {draft, refusal, testRegistry} from '../../support/registry.ts'

const setUp = () => {
  const {registry} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
  const make = (name: string, fields: Record<string, unknown>) =>
    registry.create(priorityClassResource, draft(priorityClassResource, name, fields))
  const pod = (fields: Record<string, unknown> = {}): PodSpec =>
    registry.create(podResource, draft(podResource, 'web', bare({}, fields)))['spec'] as PodSpec
  return {registry, make, pod}
}

describe('a pod', () => {
  test('gets the priority and the policy of its class', () => {
    const {make, pod} = setUp()
    make('high', {value: 1000, preemptionPolicy: 'Never'})
    expect(pod({priorityClassName: 'high'})).toMatchObject({priority: 1000, preemptionPolicy: 'Never'})
  })

  test('without a class gets the default one, or 0', () => {
    const {make, pod, registry} = setUp()
    const before = pod()
    expect([before.priority, before.preemptionPolicy, before.priorityClassName]).toEqual([
      0,
      'PreemptLowerPriority',
      undefined,
    ])
    registry.delete(podResource, 'default', 'web')
    make('usual', {value: 5, globalDefault: true})
    expect(pod()).toMatchObject({priority: 5, priorityClassName: 'usual'})
  })

  test('may not say another priority than its class', () => {
    const {make, pod} = setUp()
    make('high', {value: 1000})
    expect(refusal(() => pod({priorityClassName: 'high', priority: 7})).message).toBe(
      'pods "web" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 1000 from the given PriorityClass name',
    )
  })
})

describe('a PriorityClass', () => {
  test('is the only default', () => {
    const {make} = setUp()
    make('usual', {value: 5, globalDefault: true})
    expect(refusal(() => make('other', {value: 6, globalDefault: true})).message).toBe(
      'priorityclasses.scheduling.k8s.io "other" is forbidden: PriorityClass usual is already marked as default. Only one default can exist',
    )
  })

  test('of the system is there from the start and stays', () => {
    const {registry} = setUp()
    bootstrap(registry)
    bootstrap(registry)
    const found = registry.list(priorityClassResource).map(({metadata, value}) => [metadata.name, value])
    expect(found).toEqual([
      ['system-cluster-critical', 2_000_000_000],
      ['system-node-critical', 2_000_001_000],
    ])
    expect(refusal(() => registry.delete(priorityClassResource, '', 'system-node-critical')).message).toBe(
      'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted',
    )
  })

  test.each<[string, string, object, string]>([
    [
      'a value of the system',
      'high',
      {value: 2_000_000_000},
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ],
    [
      'a name of the system',
      'system-mine',
      {value: 1},
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    ],
    [
      'a policy that is none',
      'high',
      {value: 1, preemptionPolicy: 'Often'},
      'preemptionPolicy: Unsupported value: "Often": supported values: "PreemptLowerPriority", "Never"',
    ],
  ])('with %s is refused', (_what, name, fields, why) => {
    const {make} = setUp()
    expect(refusal(() => make(name, {...fields})).message).toBe(
      `PriorityClass.scheduling.k8s.io "${name}" is invalid: ${why}`,
    )
  })

  test('keeps its value', () => {
    const {make, registry} = setUp()
    make('high', {value: 1})
    const change = () => registry.update(priorityClassResource, '', 'high', one => ({...one, value: 2}))
    expect(refusal(change).message).toBe(
      'PriorityClass.scheduling.k8s.io "high" is invalid: value: Forbidden: may not be changed in an update.',
    )
  })
})

import {expect, test} from 'vitest'
import {kinds} from '../../../../src/sim/kinds/index.ts'
import {podResource} from '../../../../src/sim/kinds/pod/resource.ts'
import type {PodSpec} from '../../../../src/sim/kinds/pod/types.ts'
import {runtimeClassResource} from '../../../../src/sim/kinds/runtimeclass/resource.ts'
import {bare} from '../../support/manifests.ts'
import {draft, refusal, testRegistry} from '../../support/registry.ts'

const toleration = {key: 'sandbox', operator: 'Exists', effect: 'NoSchedule'}
const setUp = () => {
  const {registry} = testRegistry({defaults: kinds.defaults, validate: kinds.validate})
  const fields = {
    handler: 'runsc',
    overhead: {podFixed: {cpu: '0.25'}},
    scheduling: {nodeSelector: {runtime: 'gvisor'}, tolerations: [toleration]},
  }
  registry.create(runtimeClassResource, draft(runtimeClassResource, 'gvisor', fields))
  const pod = (spec: Record<string, unknown>): PodSpec =>
    registry.create(podResource, draft(podResource, 'web', bare({}, spec)))['spec'] as PodSpec
  return {registry, pod}
}

test('a pod gets the overhead, the node selector and the tolerations of its class', () => {
  const {pod} = setUp()
  const spec = pod({runtimeClassName: 'gvisor', nodeSelector: {disk: 'ssd'}})
  expect(spec).toMatchObject({overhead: {cpu: '250m'}, nodeSelector: {disk: 'ssd', runtime: 'gvisor'}})
  expect(spec.tolerations?.[0]).toEqual(toleration)
})

test.each([
  [
    {runtimeClassName: 'gvisor', nodeSelector: {runtime: 'other'}},
    'conflict: runtimeClass.scheduling.nodeSelector[runtime] = gvisor; pod.spec.nodeSelector[runtime] = other',
  ],
  [
    {runtimeClassName: 'gvisor', overhead: {cpu: '1'}},
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
  ],
  [{overhead: {cpu: '1'}}, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'],
  [{runtimeClassName: 'kata'}, 'pod rejected: RuntimeClass "kata" not found'],
])('a pod with %j is refused', (spec, why) => {
  expect(refusal(() => setUp().pod(spec)).message).toBe(`pods "web" is forbidden: ${why}`)
})

test('a class keeps its handler, which is a label', () => {
  const {registry} = setUp()
  const change = () => registry.update(runtimeClassResource, '', 'gvisor', one => ({...one, handler: 'kata'}))
  expect(refusal(change).message).toBe(
    'RuntimeClass.node.k8s.io "gvisor" is invalid: handler: Invalid value: "kata": field is immutable',
  )
  const make = () => registry.create(runtimeClassResource, draft(runtimeClassResource, 'x', {handler: 'A_b'}))
  expect(refusal(make).message).toContain('handler: Invalid value: "A_b": a lowercase RFC 1123 label must consist of')
})

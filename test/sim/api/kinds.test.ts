import {expect, test} from 'vitest'
import {type ActingKind, type PartOfKinds, partOf, typeOfKind, types} from '../../../src/sim/api/resources.ts'

const names: PartOfKinds<string> = {
  Deployment: 'a',
  Endpoints: 'b',
  EndpointSlice: 'c',
  Namespace: 'd',
  Node: 'e',
  Pod: 'f',
  ReplicaSet: 'g',
  ReplicationController: 'h',
  Service: 'i',
  ServiceAccount: 'j',
}

test('a part that one acting kind lacks does not compile, and stored kinds may lack it', () => {
  const {Pod: _, ...others} = names
  // @ts-expect-error: Pod is not in it.
  const lacking: PartOfKinds<string> = others
  expect(Object.keys(lacking)).toHaveLength(Object.keys(names).length - 1)
  const more: PartOfKinds<string> = {...names, Secret: 'k'}
  expect(partOf(more, 'Secret')).toBe('k')
})

test('a part is found by the name of its kind, and by no other name', () => {
  expect(partOf(names, 'Pod')).toBe('f')
  expect(['ConfigMap', 'Unicorn', 'constructor', '__proto__'].map(kind => partOf(names, kind))).toEqual(
    Array.from({length: 4}),
  )
})

test('every acting kind is served', () => {
  for (const kind of Object.keys(names) as ActingKind[]) expect(typeOfKind(kind)).toBe(types[kind])
})

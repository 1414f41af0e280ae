import {expect, test} from 'vitest'
import {kubiaAdvice} from '../../../src/errors/advice.ts'
import {describeUsers, isRegistryWord, removeRegistry} from '../../../src/workflows/down/remove-registry.ts'
import type {Answer} from '../../support/exec.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'

const ENGINE = {
  'docker -v': {stdout: 'Docker version 20.10.24, build 1'},
  'docker version': {stdout: '{"Server":{"Version":"20.10.24"}}'},
}
const INSPECTED = [
  {
    Id: 'id-1',
    Name: '/kubia-registry',
    State: {Running: true},
    Config: {Labels: {'kubia.dev/registry': '5001'}},
    HostConfig: {PortBindings: {'5000/tcp': [{HostPort: '5001'}]}},
  },
]
const remove = (answers: Readonly<Record<string, Answer>>) =>
  runRecorded(flow => flow.step('Delete registry', removeRegistry(flow.run)), answers)

test('The registry that kubia made is removed, with its images', async () => {
  const {asked, shown, result} = remove({
    ...ENGINE,
    'docker ps -a --no-trunc --filter label=kubia.dev/registry': {stdout: 'id-1 kubia-registry\n'},
    'docker ps': {stdout: ''},
    'docker inspect': {stdout: JSON.stringify(INSPECTED)},
    'docker rm': {},
  })
  expect(await result).toEqual({name: 'kubia-registry', port: 5001, clusters: []})
  expect(asked.at(-1)).toBe('docker rm -f -v id-1')
  expect(shown.at(-1)).toBe('ok Delete registry: kubia-registry removed, with its images')
})

test.each<[string, Readonly<Record<string, Answer>>]>([
  ['kubia made none', {...ENGINE, 'docker ps': {stdout: ''}}],
  [
    'no engine is installed',
    Object.fromEntries(['docker', 'nerdctl', 'finch', 'podman'].map(program => [program, {missing: true}])),
  ],
])('Nothing is removed where %s', async (_, answers) => {
  const {shown, result} = remove(answers)
  expect(await result).toBe(undefined)
  expect(shown.at(-1)).toBe('ok Delete registry: not there')
})

test('A plan removes what has the label, and no other container of that name', async () => {
  const {plan} = planRecorded(flow => flow.step('Delete registry', removeRegistry(flow.run)), {})
  expect((await plan).script).toBe(
    'for id in $(docker ps -aq --filter label=kubia.dev/registry); do docker rm -f -v "$id"; done',
  )
})

test('Clusters that pulled from it are named, with what gives them one again', () => {
  const removed = {name: 'kubia-registry', port: 5001}
  expect(describeUsers({...removed, clusters: ['dev', 'test']})).toEqual([
    'dev, test pulled from localhost:5001: pods that start there find no image of it',
    {
      label: 'Fix',
      advice: [kubiaAdvice(['up', 'dev', '--registry=5001'], 'makes a registry again, without images')],
    },
  ])
  expect(describeUsers({...removed, clusters: []})).toBe(undefined)
})

test('The registry is named as kubectl names objects, and no other one is removed', () => {
  expect(['registry/kubia-registry', 'registry', 'shop'].map(isRegistryWord)).toEqual([true, false, false])
  expect(() => isRegistryWord('registry/kind-registry')).toThrow(
    'kubia removes no registry/kind-registry: the registry that it makes is registry/kubia-registry',
  )
})

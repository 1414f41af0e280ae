import {expect, test} from 'vitest'
import type {EngineInfo} from '../../../../../src/cluster/providers/common/engine-info.ts'
import {checkCpus, checkDisk, checkMemory} from '../../../../../src/cluster/providers/kind/checks/resources.ts'

const GIB = 1024 ** 3
const info = (fields: Partial<EngineInfo>): EngineInfo => ({
  system: 'Debian GNU/Linux 12 (bookworm)',
  host: 'vm',
  kernel: '6.1',
  memory: 8 * GIB,
  cpus: 4,
  cgroupVersion: '2',
  rootless: false,
  missingControllers: [],
  dataRoot: '/var/lib/docker',
  ...fields,
})

test('Enough memory is told', () => {
  expect(checkMemory('docker', info({}), 3)).toBe('8.0 GiB')
})

test('An engine that tells no memory is not judged', () => {
  expect(checkMemory('docker', info({memory: 0}), 3)).toEqual({skipped: 'the engine does not tell'})
})

test.each([
  [1, 1.9, 'warning'],
  [1, 0.9, 'problem'],
  [3, 2.9, 'warning'],
  [3, 1.4, 'problem'],
  [9, 4, 'warning'],
] as const)('%d nodes on %f GiB are a %s', (nodes, gib, severity) => {
  const check = () => checkMemory('docker', info({memory: gib * GIB}), nodes)
  if (severity === 'problem') expect(check).toThrow(expect.objectContaining({code: 'MEMORY_LOW', exit: 3}))
  else expect(check()).toMatchObject({found: `${gib.toFixed(1)} GiB`, warning: {code: 'MEMORY_LOW'}})
})

test('Too little memory is told with what is needed', () => {
  expect(() => checkMemory('docker', info({memory: GIB}), 3)).toThrow(
    'docker has 1.0 GiB of memory; 3 nodes need 1.5 GiB, and 3.0 GiB to run apps',
  )
  expect(() => checkMemory('docker', info({memory: GIB / 2}), 1, 'kind.yaml:3')).toThrow(
    'docker has 0.5 GiB of memory; 1 node (kind.yaml:3) needs 1.0 GiB, and 2.0 GiB to run apps',
  )
})

test.each([
  ['docker', {system: 'Docker Desktop'}, 'Docker Desktop: Settings > Resources'],
  ['docker', {host: 'colima'}, 'colima stop && colima start --cpu 2 --memory 3'],
  ['docker', {}, 'kubectl kubia up --workers 0     # one node takes least'],
] as const)('The fix says where %s %j gets more memory', (program, fields, first) => {
  const finding = checkMemory(program, info({...fields, memory: 2 * GIB}), 3)
  expect(finding).toMatchObject({
    warning: {
      details: {fix: expect.arrayContaining([first, 'kubectl kubia up --workers 0     # one node takes least'])},
    },
  })
})

test('One CPU is few, two are enough', () => {
  expect(checkCpus('docker', info({cpus: 2}))).toBe('2')
  expect(checkCpus('docker', info({cpus: 1}))).toMatchObject({found: '1', warning: {code: 'CPU_LOW'}})
  expect(checkCpus('docker', info({cpus: 1}))).toMatchObject({
    warning: {details: {fix: ['kubectl kubia up --workers 0     # one node takes least']}},
  })
  expect(checkCpus('docker', info({cpus: 0}))).toEqual({skipped: 'the engine does not tell'})
})

test('Disk is judged by the number of nodes', () => {
  expect(checkDisk('docker', '/d', 5 * GIB, 3)).toBe('5.0 GiB free in /d')
  expect(checkDisk('docker', '/d', 4.9 * GIB, 3)).toMatchObject({warning: {code: 'DISK_FULL'}})
  expect(checkDisk('docker', '/d', 4.9 * GIB, 1)).toBe('4.9 GiB free in /d')
  expect(() => checkDisk('podman', '/d', 1.2 * GIB, 3)).toThrow(
    expect.objectContaining({
      code: 'DISK_FULL',
      message: '1.2 GiB free in /d; 3 nodes need 2.5 GiB, and 5.0 GiB to run apps',
      details: {fix: ['podman system prune     # removes stopped containers and unused images']},
    }),
  )
})

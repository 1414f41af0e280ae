import {expect, test} from 'vitest'
import {fact} from '../../../../../src/cluster/fact.ts'
import {type EngineInfo, readEngineInfo} from '../../../../../src/cluster/providers/common/engine-info.ts'
import {
  checkCgroups,
  checkEngineVersion,
  checkRootless,
  checkSnap,
  engineSettingChecks,
  readInit,
} from '../../../../../src/cluster/providers/kind/checks/engine-settings.ts'

/** `docker info --format '{{json .}}'` of Docker 20.10.24 on Debian 12, shortened to what is read and its neighbours. */
const DOCKER =
  '{"ID":"45CE","Containers":2,"Driver":"overlay2","MemoryLimit":true,"PidsLimit":true,"CPUShares":true,"CgroupDriver":"cgroupfs","CgroupVersion":"1","KernelVersion":"6.18.44","OperatingSystem":"Debian GNU/Linux 12 (bookworm)","OSType":"linux","NCPU":2,"MemTotal":25276514304,"DockerRootDir":"/var/lib/docker","Name":"vm","ServerVersion":"20.10.24+dfsg1","InitBinary":"docker-init","SecurityOptions":["name=seccomp,profile=default"],"Warnings":null}'
/** The same of a rootless Docker whose systemd delegates memory and pids only (the default). */
const ROOTLESS =
  '{"MemoryLimit":true,"PidsLimit":true,"CPUShares":false,"CgroupVersion":"2","KernelVersion":"6.1.0","OperatingSystem":"Ubuntu 24.04","NCPU":8,"MemTotal":16000000000,"DockerRootDir":"/home/me/.local/share/docker","Name":"laptop","SecurityOptions":["name=seccomp,profile=builtin","name=rootless","name=cgroupns"]}'
/** `podman info --format json` of Podman 4, shortened. */
const PODMAN =
  '{"host":{"cgroupControllers":["cpu","memory","pids"],"cgroupVersion":"v2","cpus":4,"distribution":{"distribution":"fedora","version":"40"},"hostname":"box","kernel":"6.9.7","memTotal":8000000000,"security":{"rootless":true}},"store":{"graphRoot":"/home/me/.local/share/containers/storage"}}'

const docker = readEngineInfo('docker', DOCKER)
const rootless = readEngineInfo('docker', ROOTLESS)
const podman = readEngineInfo('podman', PODMAN)

test('What docker tells of itself is read', () => {
  expect(docker).toEqual({
    system: 'Debian GNU/Linux 12 (bookworm)',
    host: 'vm',
    kernel: '6.18.44',
    memory: 25_276_514_304,
    cpus: 2,
    cgroupVersion: '1',
    rootless: false,
    missingControllers: [],
    dataRoot: '/var/lib/docker',
  })
})

test('What podman tells of itself is read', () => {
  expect(podman).toEqual({
    system: 'fedora 40',
    host: 'box',
    kernel: '6.9.7',
    memory: 8_000_000_000,
    cpus: 4,
    cgroupVersion: '2',
    rootless: true,
    missingControllers: [],
    dataRoot: '/home/me/.local/share/containers/storage',
  })
})

test('A podman that is too old to tell its controllers is given the benefit of the doubt', () => {
  expect(readEngineInfo('podman', '{"host":{}}')).toMatchObject({missingControllers: [], memory: 0, cgroupVersion: ''})
})

test('A rootless engine needs cgroup v2 and all controllers', () => {
  expect(checkRootless(docker)).toEqual({skipped: 'the engine runs as root'})
  expect(checkRootless(podman)).toBe('memory, pids and cpu are delegated')
  expect(() => checkRootless(rootless)).toThrow(
    expect.objectContaining({
      code: 'ENGINE_SETUP',
      exit: 3,
      message: 'the engine is rootless, and systemd does not let it limit cpu: kind refuses that',
      details: {fix: [{command: expect.stringContaining('Delegate=yes')}, 'then log in again']},
    }),
  )
  expect(() => checkRootless({...rootless, cgroupVersion: '1'})).toThrow(
    'the engine is rootless, and kind then needs cgroup v2',
  )
})

test.each([
  ['2', [], 'v2'],
  ['', [], {skipped: 'the engine does not tell'}],
  ['1', ['kindest/node:v1.20.2-debian', 'envoyproxy/envoy:v1.36.2'], undefined],
  ['1', ['kindest/node:v1.20.2-debian'], 'v1, fine for Kubernetes 1.20'],
  ['1', ['kindest/node:v1.34.11@sha256:44e2'], 'v1, fine for Kubernetes 1.34'],
  ['1', ['kindest/node:v1.35.0'], undefined],
  ['1', ['my/node'], undefined],
  ['1', [], undefined],
] as const)('cgroup version %j with the images %j', (cgroupVersion, images, finding) => {
  const expected = finding ?? {found: 'v1', warning: {code: 'ENGINE_SETUP'}}
  const found = checkCgroups({...docker, cgroupVersion}, images)
  if (typeof expected === 'string') expect(found).toBe(expected)
  else expect(found).toMatchObject(expected)
})

test.each([
  ['docker', '19.03.15', 'docker 19.03.15 is too old for kind: 20.10 or newer is needed'],
  ['docker', '20.9.1', 'docker 20.9.1 is too old for kind: 20.10 or newer is needed'],
  ['docker', '20.10.0', undefined],
  ['docker', '28.2.2', undefined],
  ['docker', 'of unknown version', undefined],
  ['podman', '4.3.1', undefined],
])('%s %s', (program, version, refusal) => {
  const check = () => checkEngineVersion(program, version)
  if (refusal) expect(check).toThrow(refusal)
  else expect(check()).toBe(version)
})

test.each([
  ['/var/snap/docker/common/var-lib-docker', '/usr/bin/docker', true],
  ['/var/lib/docker', '/snap/bin/docker', true],
  ['/var/lib/docker', '/usr/bin/docker', false],
  ['/var/lib/docker', undefined, false],
])('Data in %s and the program %s: a snap %j', (dataRoot, program, isSnap) => {
  const finding = checkSnap(dataRoot, program)
  if (isSnap) expect(finding).toMatchObject({found: 'snap', warning: {code: 'ENGINE_SETUP'}})
  else expect(finding).toEqual({skipped: 'docker is no snap'})
})

test('Docker’s own init is seen in its configuration, whatever else the file holds', () => {
  for (const [text, found] of [
    ['{"init": true}', true],
    ['{"init": false}', false],
    ['{"log-level": "debug"}', false],
    ['null', false],
    ['', false],
    ['{', false],
  ] as const)
    expect(readInit(text)).toBe(found)
})

test('Another memory than a number is none', () => {
  const info: EngineInfo = readEngineInfo('docker', '{}')
  expect(info).toMatchObject({memory: 0, cpus: 0, cgroupVersion: '', dataRoot: '', rootless: false})
})

test('A docker that is too old for kind has a failure of its own', () => {
  expect(() => checkEngineVersion('docker', '19.03.15')).toThrow(
    expect.objectContaining({code: 'ENGINE_TOO_OLD', exit: 3}),
  )
})

test('What only Docker’s own set-up can spoil is not looked for on podman', async () => {
  const info = readEngineInfo('podman', '{"host": {}, "store": {"graphRoot": "/var/snap/containers"}}')
  const checks = engineSettingChecks({
    engine: fact('engine', async () => ({program: 'podman', version: '4.3.1'})),
    engineInfo: fact('info', async () => info),
    kindVersion: fact('kind', async () => '0.33.0'),
    images: fact('images', async () => []),
    containers: 1,
  })
  const own = checks.filter(({id}) => ['snap', 'docker-init'].includes(id))
  const findings = await Promise.all(own.map(check => check.run({} as Parameters<typeof check.run>[0])))
  expect(findings).toEqual(Array(2).fill({skipped: 'the engine is podman'}))
})

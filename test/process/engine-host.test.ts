import {expect, test} from 'vitest'
import {engineHost, remoteHost} from '../../src/process/engine-host.ts'

test.each([
  ['unix:///var/run/docker.sock', undefined],
  ['npipe:////./pipe/docker_engine', undefined],
  ['fd://', undefined],
  ['tcp://127.0.0.1:2375', undefined],
  ['tcp://127.0.1.1:2375', undefined],
  ['tcp://localhost:2375', undefined],
  ['tcp://[::1]:2375', undefined],
  ['tcp://laptop:2375', undefined],
  ['tcp://10.0.0.5:2376', '10.0.0.5'],
  ['tcp://docker:2375', 'docker'],
  ['https://build.example.org', 'build.example.org'],
  ['ssh://me@build', 'build'],
  ['ssh://me@build:22', 'build'],
  ['tcp://[2001:db8::5]:2376', '2001:db8::5'],
])('%s leads to %s', (endpoint, host) => {
  expect(remoteHost(endpoint, ['localhost', 'laptop', '::1', '10.0.0.4'])).toBe(host)
})

test('An address of this machine is no far one', () => {
  expect(remoteHost('tcp://10.0.0.5:2376', ['10.0.0.5'])).toBeUndefined()
})

test.each([
  [{DOCKER_HOST: 'tcp://docker:2375'}, 'docker', 'docker'],
  [{DOCKER_HOST: 'tcp://docker:2375'}, 'podman', undefined],
  [{DOCKER_HOST: 'ssh://me@build'}, 'docker', undefined],
  [{DOCKER_HOST: 'tcp://127.0.0.1:2375'}, 'docker', undefined],
  [{DOCKER_HOST: 'unix:///var/run/docker.sock'}, 'docker', undefined],
  [{}, 'docker', undefined],
] as const)('With %j, %s runs on the machine %s, which this one reaches by that name', (env, program, host) => {
  expect(engineHost(env, () => program)).toBe(host)
})

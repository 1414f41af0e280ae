import {expect, test} from 'vitest'
import {remoteHost} from '../../../../../src/cluster/providers/kind/checks/endpoint.ts'

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

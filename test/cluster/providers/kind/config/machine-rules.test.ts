import {posix} from 'node:path'
import {expect, test} from 'vitest'
import {formatProblem} from '../../../../../src/cluster/config-problem.ts'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import {type Machine, thisMachine} from '../../../../../src/cluster/providers/kind/config/machine-rules.ts'
import {HEAD} from './kind-observed.ts'

const machine: Machine = {
  home: '/home/me',
  resolve: path => posix.resolve('/shop', path),
  has: path => ['/', '/shop/data', '/var/run/docker.sock'].includes(path),
}
const report = (text: string, on: Machine | undefined = machine): string[] =>
  parseKindConfig(`${HEAD}${text}`, {machine: on}).problems.map(problem => formatProblem('kind.yaml', problem))
const mount = (fields: string): string => `nodes: [{extraMounts: [{${fields}}]}]\n`

test.each<[string, string[]]>([
  ['hostPath: /, containerPath: /x', []],
  ['hostPath: /var/run/docker.sock, containerPath: /var/run/docker.sock', []],
  [
    'hostPath: ~/data, containerPath: /x',
    [
      'kind.yaml:3:35: warning: "~/data" is no home folder to kind, which looks for a folder called ~ where up runs; did you mean "/home/me/data"?',
    ],
  ],
  [
    `hostPath: "\${HOME}/data", containerPath: /x`,
    [
      'kind.yaml:3:35: warning: "${HOME}/data" is taken as it stands: kind replaces no variables; write the path itself',
    ],
  ],
  [
    'hostPath: $HOME/data, containerPath: /x',
    ['kind.yaml:3:35: warning: "$HOME/data" is taken as it stands: kind replaces no variables; write the path itself'],
  ],
  [
    'hostPath: ./data, containerPath: /x',
    ['kind.yaml:3:35: warning: "./data" is looked for in the folder that up runs in, as "/shop/data"'],
  ],
  [
    'hostPath: logs, containerPath: /x',
    [
      'kind.yaml:3:35: warning: "logs" is looked for in the folder that up runs in, as "/shop/logs", which is not there: docker makes a folder that root owns, podman refuses it',
    ],
  ],
  [
    'hostPath: /data, containerPath: /x',
    ['kind.yaml:3:35: warning: "/data" is not there: docker makes a folder that root owns, podman refuses it'],
  ],
  [
    'hostPath: /run/podman.sock, containerPath: /x',
    [
      'kind.yaml:3:35: warning: "/run/podman.sock" is not there: docker makes a folder in place of the socket, podman refuses it',
    ],
  ],
  [
    'containerPath: /x',
    ['kind.yaml:3:24: warning: hostPath is missing: kind mounts the folder that it runs in, "/shop"'],
  ],
  [
    'hostPath: /',
    [
      'kind.yaml:3:24: warning: containerPath is missing: the engine makes no node with a mount that has no place in it',
    ],
  ],
  [
    'hostPath: /, containerPath: data',
    [
      'kind.yaml:3:53: warning: "data" is not an absolute path: the engine makes no node with such a mount; did you mean "/data"?',
    ],
  ],
])('A mount of {%s} is warned of as it will be', (fields, expected) => {
  expect(report(mount(fields))).toEqual(expected)
  expect(report(mount(fields), {...machine, has: () => undefined}).some(line => line.includes('not there'))).toBe(false)
})

test('A mapping without the port of the node is warned of', () => {
  expect(report('nodes: [{extraPortMappings: [{hostPort: 80}, {containerPort: 80, hostPort: 81}]}]\n')).toEqual([
    'kind.yaml:3:30: warning: containerPort is missing: it says which port of the node is published, and none is 0',
  ])
})

test('Nothing of it is an error, and nothing is said where kind is not to run', () => {
  const text = `${HEAD}${mount('hostPath: ~/data')}`
  expect(parseKindConfig(text, {machine}).config).toBeDefined()
  expect(parseKindConfig(text).problems).toEqual([])
})

test('Files are not looked for where the engine is asked over the network', () => {
  expect(thisMachine({DOCKER_HOST: 'ssh://me@elsewhere'}).has('/not/there')).toBeUndefined()
  expect(thisMachine({DOCKER_HOST: 'unix:///run/user/1000/docker.sock'}).has('/not/there')).toBe(false)
  expect(thisMachine({}).has(import.meta.filename)).toBe(true)
})

test('More nodes than the machine has memory for are told at the list of nodes, the load balancer counted', () => {
  const of = (roles: readonly string[], memory: number | undefined) =>
    report(`nodes:\n${roles.map(role => `- role: ${role}\n`).join('')}`, {...machine, memory})
  const GIB = 1024 ** 3
  expect(of(['control-plane', 'worker'], 2 * GIB)).toEqual([
    'kind.yaml:4:1: warning: this machine has 2.0 GiB of memory; 2 nodes need 1.3 GiB, and 2.5 GiB to run apps',
  ])
  expect(of(['control-plane', 'control-plane'], 2.5 * GIB)).toEqual([
    'kind.yaml:4:1: warning: this machine has 2.5 GiB of memory; 3 nodes need 1.5 GiB, and 3.0 GiB to run apps',
  ])
  expect(of(['control-plane', 'worker'], 2.5 * GIB)).toEqual([])
  expect(of(['control-plane', 'worker'], undefined)).toEqual([])
  expect(report('', {...machine, memory: GIB / 2})).toEqual([])
})

test('An address to listen at that the machine does not have is a warning, where the engine listens on it', () => {
  const text = `networking: {apiServerAddress: 10.9.8.7}
nodes: [{extraPortMappings: [{containerPort: 80, listenAddress: 10.9.8.7}, {containerPort: 81, listenAddress: 127.0.0.2}]}]
`
  const isOwn = (address: string) => address.startsWith('127.')
  expect(report(text, {...machine, isOwn})).toEqual([
    'kind.yaml:3:32: warning: "10.9.8.7" is no address of this machine',
    'kind.yaml:4:65: warning: "10.9.8.7" is no address of this machine',
  ])
  expect(report(text, {...machine, isOwn: () => undefined})).toEqual([])
})

test.skipIf(process.platform !== 'linux')(
  'This machine has its loopback network, and no address that is kept for documents',
  () => {
    const {isOwn} = thisMachine({})
    expect(['127.0.0.1', '127.2.3.4', '::1', '0.0.0.0', '192.0.2.1'].map(address => isOwn?.(address))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
    expect(thisMachine({DOCKER_HOST: 'tcp://build:2375'}).isOwn?.('192.0.2.1')).toBeUndefined()
  },
)

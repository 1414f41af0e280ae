import {expect, test} from 'vitest'
import {formatQuantity, parseQuantity} from '../../../src/kubernetes/quantity.ts'
import {parseImage, pullError} from '../../../src/sim/description/images.ts'
import type {Container, Pod, PodSpec} from '../../../src/sim/kinds/pod/types.ts'
import {backOff, goDuration} from '../../../src/sim/kubelet/back-off.ts'
import {runCommand} from '../../../src/sim/kubelet/commands.ts'
import {crashOf} from '../../../src/sim/kubelet/knobs.ts'
import {nodeNames, nodeObject} from '../../../src/sim/kubelet/nodes.ts'
import {podNetwork} from '../../../src/sim/kubelet/pod-addresses.ts'
import {programOf} from '../../../src/sim/kubelet/programs.ts'

test.each([
  ['nginx', 'docker.io/library/nginx:latest'],
  ['museopkim/kubia', 'docker.io/museopkim/kubia:latest'],
  ['museopkim/kubia:2.0', 'docker.io/museopkim/kubia:2.0'],
  ['localhost:5000/app', 'localhost:5000/app:latest'],
  ['localhost/app', 'localhost/app:latest'],
  ['registry.example.com/team/app:v1', 'registry.example.com/team/app:v1'],
  [`nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
  ['Nginx', undefined],
  ['nginx:', undefined],
  ['ng inx', undefined],
  ['', undefined],
])('image %s is %s', (text, full) => {
  expect(parseImage(text)?.full).toBe(full)
})

test.each([
  ['museopkim/kubia:missing', /: not found$/],
  ['team/missing', /: not found$/],
  ['team/private', /authorization failed$/],
  ['registry.invalid/app', /dial tcp: lookup registry\.invalid: no such host$/],
  ['localhost:1/none:1', /dial tcp 127\.0\.0\.1:1: connect: connection refused$/],
])('image %s cannot be pulled', (text, message) => {
  expect(pullError(parseImage(text)!, undefined)).toMatch(message)
})

test('any other image can be pulled, unless it is asked for a failure', () => {
  expect(pullError(parseImage('museopkim/kubia')!, undefined)).toBeUndefined()
  expect(pullError(parseImage('museopkim/kubia')!, 'the registry is on strike')).toBe(
    'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/museopkim/kubia:latest": the registry is on strike',
  )
})

test.each([
  [['sleep', '90'], {output: [], exit: {after: 90_000, exitCode: 0}}],
  [['sleep', 'infinity'], {output: []}],
  [
    ['sh', '-c', 'echo one; sleep 1m && echo two; exit 3; echo three'],
    {output: ['one', 'two'], exit: {after: 60_000, exitCode: 3}},
  ],
  [['/bin/false'], {output: [], exit: {after: 0, exitCode: 1}}],
  [['sh', '-c', 'while true; do date; sleep 1; done'], {output: []}],
  [['sh'], {output: [], exit: {after: 0, exitCode: 0}}],
  [['node', 'app.js'], undefined],
])('%j', (command, expected) => {
  expect(runCommand(command)).toEqual(expected)
})

const program = (container: Partial<Container>, spec: Partial<PodSpec> = {}) =>
  programOf({metadata: {}, spec} as Pod, {name: 'app', ...container} as Container)

test('an image that is known listens where it does, whatever is declared', () => {
  expect(program({image: 'museopkim/kubia', ports: [{containerPort: 9999}]}).ports).toEqual([8080])
  expect(program({image: 'nginx:1.27'}).ports).toEqual([80])
})

test('any other image listens on the TCP ports that it declares', () => {
  expect(
    program({image: 'team/app', ports: [{containerPort: 3000}, {containerPort: 53, protocol: 'UDP'}]}).ports,
  ).toEqual([3000])
})

test('a shell without a command ends at once', () => {
  expect(program({image: 'busybox'})).toEqual({
    ports: [],
    output: [],
    exit: {after: 0, exitCode: 0, reason: 'Completed'},
  })
})

test.each([[{}], [{args: ['sh']}], [{command: ['/bin/bash', '-l']}]])(
  'a shell that somebody may speak to runs on: %j',
  container => {
    expect(program({image: 'busybox', stdin: true, ...container}).exit).toBeUndefined()
  },
)

test.each([
  ['Always', undefined],
  ['Never', {after: 3000, exitCode: 0, reason: 'Completed'}],
  ['OnFailure', {after: 3000, exitCode: 0, reason: 'Completed'}],
] as const)('with restartPolicy %s, a shell that listens to one client ends as %j', (restartPolicy, exit) => {
  expect(program({image: 'busybox', stdin: true, stdinOnce: true}, {restartPolicy}).exit).toEqual(exit)
})

test('a shell with a script ends with it, whoever may speak to it', () => {
  expect(program({image: 'busybox', stdin: true, args: ['sh', '-c', 'exit 3']}).exit).toMatchObject({exitCode: 3})
})

test.each([
  ['1', {exitCode: 1, reason: 'Error', after: 300}],
  ['0', {exitCode: 0, reason: 'Completed', after: 300}],
  ['OOMKilled', {exitCode: 137, reason: 'OOMKilled', after: 300}],
  ['2 after 5s', {exitCode: 2, reason: 'Error', after: 5000}],
  ['oom after 0.5', {exitCode: 137, reason: 'OOMKilled', after: 500}],
  ['abc', undefined],
  ['256', undefined],
  ['1 after 5m', undefined],
  ['false', undefined],
])('crash %s', (value, expected) => {
  expect(crashOf({metadata: {annotations: {'sim.kubia.dev/crash': value}}} as unknown as Pod)).toEqual(expected)
})

test('back-offs double up to half a minute, and are written as Go writes them', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map(backOff).map(goDuration)).toEqual(['1s', '2s', '4s', '8s', '16s', '30s', '30s'])
  expect(goDuration(80_000)).toBe('1m20s')
})

test('nodes are named as kind names them', () => {
  expect(nodeNames('kubia', 2, 2).map(({name}) => name)).toEqual([
    'kubia-control-plane',
    'kubia-control-plane2',
    'kubia-worker',
    'kubia-worker2',
  ])
})

test('each of five hundred nodes has a pod network of its own', () => {
  expect([0, 1, 255, 256, 499].map(podNetwork)).toEqual([
    '10.244.0.0/24',
    '10.244.1.0/24',
    '10.244.255.0/24',
    '10.245.0.0/24',
    '10.245.243.0/24',
  ])
})

test('a node tells what it has as the API writes it, and no list of images that is empty', () => {
  const spec = {name: 'n', role: 'worker', address: '127.0.0.2'} as const
  const {status} = nodeObject(spec, 0, {cluster: 'c', version: '1.36.0', hasWorkers: true, now: new Date(0)})
  expect(status.allocatable).toEqual(status.capacity)
  expect(Object.values(status.capacity ?? {})).toEqual(
    Object.values(status.capacity ?? {}).map(text => formatQuantity(parseQuantity(text))),
  )
  expect(status).not.toHaveProperty('images')
})

test('a node is registered with the labels and taints that are given, beside those that every node has', () => {
  const context = {cluster: 'c', version: '1.36.0', hasWorkers: true, now: new Date(0)}
  const usual = {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'} as const
  const gpu = {key: 'gpu', value: 'a', effect: 'NoExecute'} as const
  const plane = {name: 'n', role: 'control-plane', address: '127.0.0.2'} as const
  const labelled = nodeObject({...plane, labels: {'ingress-ready': 'true'}}, 0, context)
  expect(labelled.metadata.labels).toMatchObject({'ingress-ready': 'true', 'kubernetes.io/hostname': 'n'})
  expect(labelled.spec.taints).toEqual([usual])
  expect(nodeObject({...plane, taints: []}, 0, context).spec.taints).toBeUndefined()
  const alone = nodeObject({...plane, taints: [usual, gpu]}, 0, {...context, hasWorkers: false})
  expect(alone.spec.taints).toEqual([gpu])
})

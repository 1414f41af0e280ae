import {expect, test} from 'vitest'
import type {LocalCluster} from '../../../../../src/cluster/provider.ts'
import {exposedPorts, portsOfConfig} from '../../../../../src/cluster/providers/common/images/exposed-ports.ts'
import {recordedExec} from '../../../../support/exec.ts'

const node = (name: string, role: string, running = true) => ({name, role, running})
const cluster = {
  name: 'shop',
  nodes: [
    node('shop-control-plane', 'control-plane'),
    node('shop-worker', 'worker'),
    node('shop-worker2', 'worker', false),
    node('shop-external-load-balancer', 'external-load-balancer'),
  ],
} as unknown as LocalCluster
const HERE = 'docker image inspect web'
const absent = {exitCode: 1, stderr: 'Error: No such image: web'}
const listOn = (name: string) =>
  `docker exec ${name} ctr --namespace=k8s.io images list name==docker.io/library/web:latest`
const contentOn = (name: string, digest: string) => `docker exec ${name} ctr --namespace=k8s.io content get ${digest}`
const HEADINGS = 'REF TYPE DIGEST SIZE PLATFORMS LABELS\n'
const listed = {stdout: `${HEADINGS}docker.io/library/web:latest application/x sha256:top 7.7 MiB linux/amd64 -\n`}
const json = (value: object) => ({stdout: JSON.stringify(value)})
const absentContent = {exitCode: 1, stderr: 'ctr: content digest sha256:arm: not found'}

test.each([
  [{ExposedPorts: {'8443/tcp': {}, '80/tcp': {}, '53/udp': {}, '9000': {}}}, [80, 8443, 9000]],
  [{ExposedPorts: null}, []],
  [{}, []],
  [null, []],
  [{ExposedPorts: {'$PORT/tcp': {}}}, []],
])('The TCP ports of %j are %j', (config, ports) => expect(portsOfConfig(config)).toEqual(ports))

test('The engine that has the image says what it exposes, and no node is asked', async () => {
  const {exec, asked} = recordedExec({
    [HERE]: {stdout: '[{"Id": "sha256:1", "Config": {"ExposedPorts": {"3000/tcp": {}}}}]'},
  })
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([3000])
  expect(asked).toEqual([HERE])
})

test('Else a node that runs and has the image says it, by its manifest and configuration', async () => {
  const {exec, asked} = recordedExec({
    [HERE]: absent,
    [listOn('shop-control-plane')]: {stdout: HEADINGS},
    [listOn('shop-worker')]: listed,
    [contentOn('shop-worker', 'sha256:top')]: json({config: {digest: 'sha256:config'}, layers: []}),
    [contentOn('shop-worker', 'sha256:config')]: json({config: {ExposedPorts: {'80/tcp': {}}}}),
  })
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([80])
  expect(asked.filter(line => /worker2|load-balancer/.test(line))).toEqual([])
})

test('Of an image for several platforms the node has one, which is the one that counts', async () => {
  const {exec} = recordedExec({
    [HERE]: absent,
    [listOn('shop-control-plane')]: {exitCode: 1, stderr: 'cannot connect to containerd'},
    [listOn('shop-worker')]: listed,
    [contentOn('shop-worker', 'sha256:top')]: json({manifests: [{digest: 'sha256:arm'}, {digest: 'sha256:amd'}]}),
    [contentOn('shop-worker', 'sha256:arm')]: absentContent,
    [contentOn('shop-worker', 'sha256:amd')]: json({config: {digest: 'sha256:config'}}),
    [contentOn('shop-worker', 'sha256:config')]: json({config: {ExposedPorts: {'3000/tcp': {}}}}),
  })
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([3000])
})

test('Of an image that nobody has nothing is known', async () => {
  const {exec} = recordedExec({[HERE]: absent, 'docker exec': {stdout: HEADINGS}})
  expect(await exposedPorts(exec, 'docker', cluster, 'web')).toEqual([])
})

import {expect, test} from 'vitest'
import {isOfVersion, shortImage} from '../../../../src/cluster/node-image.ts'
import {
  defaultNodeImage,
  ensureImages,
  imageOfVersion,
  loadBalancerImage,
} from '../../../../src/cluster/providers/kind/node-image.ts'
import {parseKubernetesVersion} from '../../../../src/project/kubernetes-version.ts'
import {type Answer, recordedExec} from '../../../support/exec.ts'

/** What docker says where its daemon is stopped. */
const DOWN = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'

test.each([
  ['1.36', '1.36'],
  ['v1.36', '1.36'],
  ['1.36.4', '1.36.4'],
  ['v1.36.4', '1.36.4'],
])('%s is the version %s', (text, version) => {
  expect(parseKubernetesVersion(text)).toBe(version)
})

test.each(['', '1', 'latest', '2.0', '1.36.4.1', '1.x', ' 1.36', '1.36-rc.1'])('%j is no version', text => {
  expect(() => parseKubernetesVersion(text)).toThrow(
    `invalid argument "${text}" for "--kubernetes-version" flag: must be like 1.36 or 1.36.4`,
  )
})

test.each([
  ['kindest/node:v1.20.2', '1.20', true],
  ['kindest/node:v1.20.2', '1.20.2', true],
  ['kindest/node:v1.20.2-debian', '1.20.2', true],
  ['kindest/node:v1.20.2@sha256:aa', '1.20', true],
  ['kindest/node:v1.20.2', '1.2', false],
  ['kindest/node:v1.20.21', '1.20.2', false],
  ['localhost:5000/node', '1.20', undefined],
  ['kindest/node:latest', '1.20', undefined],
  ['kindest/node@sha256:aa', '1.20', undefined],
])('Whether %s is of %s: %s', (image, version, expected) => {
  expect(isOfVersion(image, version)).toBe(expected)
})

test('A release that is not known has no known images', () => {
  expect(defaultNodeImage('0.33.0')).toMatch(/^kindest\/node:v1\.37\.0@sha256:[0-9a-f]{64}$/)
  expect(loadBalancerImage('0.33.1')).toBe('envoyproxy/envoy:v1.36.2')
  expect(defaultNodeImage('0.20.0')).toBeUndefined()
  expect(loadBalancerImage('0.20.0')).toBeUndefined()
})

test.each([
  [
    'the highest patch that is on this machine',
    '1.20',
    ['kindest/node:v1.20.2', 'kindest/node:v1.20.15'],
    'kindest/node:v1.20.15',
  ],
  ['the one on this machine before the published one', '1.36', ['kindest/node:v1.36.1'], 'kindest/node:v1.36.1'],
  ['the tag of a full version that nobody knows', '1.30.1', ['kindest/node:v1.36.1'], 'kindest/node:v1.30.1'],
])('The image of a version is %s', (_, version, local, image) => {
  expect(imageOfVersion(version, '0.33.0', local)).toBe(image)
})

test('The image of a version that is not on this machine is the published one', () => {
  expect(imageOfVersion('1.36', '0.33.0', [])).toMatch(/^kindest\/node:v1\.36\.4@sha256:/)
})

test('A minor version that nobody knows is refused with those that are known', () => {
  expect(() => imageOfVersion('1.20', '0.33.0', [])).toThrow(
    'invalid argument "1.20" for "--kubernetes-version" flag: kind v0.33.0 was not published with it (but with 1.37.0, 1.36.4, 1.35.8, 1.34.11); give the patch version too, or name an image with --image',
  )
})

test('Images that are there are not pulled', async () => {
  const {exec, asked} = recordedExec({'docker image inspect': {stdout: 'sha256:aa'}})
  expect(await ensureImages(exec, 'docker', 'kubia', ['kindest/node:v1.36.4@sha256:aa', 'b:1'], () => {})).toBe(
    'kindest/node:v1.36.4, b:1 (on this machine)',
  )
  expect(asked).toHaveLength(2)
})

test('An image that is not there is pulled, and its progress told', async () => {
  const {exec} = recordedExec({'docker image inspect': {exitCode: 1}, 'docker pull': {stdout: 'ab12: Pulling\n'}})
  const told: string[] = []
  expect(await ensureImages(exec, 'docker', 'kubia', ['kindest/node:v1'], line => told.push(line))).toBe(
    'kindest/node:v1 (pulled)',
  )
  expect(told).toEqual(['pulling kindest/node:v1', 'pulling kindest/node:v1: ab12: Pulling'])
})

test.each([
  [
    'Error response from daemon: manifest for kindest/node:v9 not found: manifest unknown: manifest unknown',
    'there is no such image',
  ],
  [
    "Error response from daemon: pull access denied for x/y, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    'the registry wants a login, or there is no such image',
  ],
  [
    'Error response from daemon: toomanyrequests: You have reached your pull rate limit.',
    'the registry limits how often this address may pull',
  ],
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": x509: certificate signed by unknown authority',
    'the registry’s certificate is not trusted here (a proxy’s own CA?)',
  ],
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    'its registry cannot be reached',
  ],
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: server misbehaving',
    'its registry cannot be reached',
  ],
  [
    'Error response from daemon: dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution',
    'its registry cannot be reached',
  ],
  [
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp 1.2.3.4:443: connect: no route to host',
    'its registry cannot be reached',
  ],
  [
    'Error response from daemon: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    'its registry cannot be reached',
  ],
  ['something else', 'pulling it failed'],
])('%s: the reason is told', async (stderr, reason) => {
  const {exec} = recordedExec({
    'docker image inspect': {exitCode: 1},
    'docker pull': {exitCode: 1, stderr: `${stderr}\n`},
  })
  await expect(ensureImages(exec, 'docker', 'kubia', ['kindest/node:v9'], () => {})).rejects.toMatchObject({
    code: 'IMAGE_UNAVAILABLE',
    exit: 3,
    message: `the node image kindest/node:v9 is not on this machine: ${reason}`,
    details: {evidence: [stderr]},
  })
})

test('An image is shown without its digest', () => {
  expect(shortImage(`kindest/node:v1@sha256:${'a'.repeat(64)}`)).toBe('kindest/node:v1')
})

test.each<[string, Readonly<Record<string, Answer>>]>([
  ['looked for', {'docker image inspect': {exitCode: 1, stderr: DOWN}}],
  ['pulled', {'docker image inspect': {exitCode: 1}, 'docker pull': {exitCode: 1, stderr: DOWN}}],
])('An engine that is down when a node image is %s is what is told', async (_, answers) => {
  const {exec} = recordedExec(answers)
  await expect(ensureImages(exec, 'docker', 'kubia', ['kindest/node:v9'], () => {})).rejects.toMatchObject({
    code: 'ENGINE_DOWN',
  })
})

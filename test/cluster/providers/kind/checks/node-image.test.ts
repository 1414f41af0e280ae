import {describe, expect, test} from 'vitest'
import type {Facts} from '../../../../../src/cluster/check.ts'
import {DEFAULT_SPEC} from '../../../../../src/cluster/cluster-spec.ts'
import {fact} from '../../../../../src/cluster/fact.ts'
import {repositoryOf} from '../../../../../src/cluster/providers/common/images/registry-refusal.ts'
import type {KindFacts} from '../../../../../src/cluster/providers/kind/checks/kind-facts.ts'
import {nodeImageCheck} from '../../../../../src/cluster/providers/kind/checks/node-image.ts'
import {registryAnswered} from '../../../../../src/errors/known/index.ts'
import {recordedExec} from '../../../../support/exec.ts'

test.each([
  ['kindest/node:v1.37.0@sha256:a1ed', 'kindest/node'],
  ['kindest/node', 'kindest/node'],
  ['localhost:5000/node:v1', 'localhost:5000/node'],
  ['localhost:5000/node', 'localhost:5000/node'],
])('%s comes from %s', (image, repository) => {
  expect(repositoryOf(image)).toBe(repository)
})

test.each([
  ['Error response from daemon: manifest for kindest/node:x not found: manifest unknown: manifest unknown', true],
  [
    'Error response from daemon: failed to resolve reference "docker.io/kindest/node:x": docker.io/kindest/node:x: not found',
    true,
  ],
  ['reading manifest x in docker.io/kindest/node: manifest unknown', true],
  ['dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host', false],
  ['pull access denied for kindest/nope, repository does not exist or may require docker login', true],
  ['unauthorized: authentication required', true],
  ['toomanyrequests: You have reached your unauthenticated pull rate limit', false],
  ['x509: certificate signed by unknown authority', false],
])('%s: the registry answered: %j', (words, answered) => {
  expect(registryAnswered(words)).toBe(answered)
})

describe('A cluster with a registry of this machine', () => {
  const IMAGE = 'kindest/node:v1.20.2'
  const check = async (config: string, registry: number | undefined): Promise<{finding: unknown; asked: string[]}> => {
    const {exec, asked} = recordedExec({
      'docker image inspect': {stdout: '[{"Id": "sha256:1"}]'},
      'docker run': {stdout: config},
    })
    const facts = {
      engine: fact('engine', async () => ({program: 'docker'})),
      images: fact('image', async () => [IMAGE]),
    } as unknown as KindFacts
    const request = {provider: 'kind', kubeconfig: undefined, spec: {...DEFAULT_SPEC, stated: {registry}}}
    const finding = await nodeImageCheck(facts)
      .run({exec, request} as unknown as Facts)
      .catch((error: unknown) => error)
    return {finding, asked: asked.filter(line => line.startsWith('docker run'))}
  }
  const MIRRORS = `[plugins."io.containerd.grpc.v1.cri".registry.mirrors]\n  [plugins."io.containerd.grpc.v1.cri".registry.mirrors."*"]\n`

  test('is refused where the containerd of its node image has mirrors of its own', async () => {
    const {finding, asked} = await check(MIRRORS, 5000)
    expect(asked).toEqual([`docker run --rm --network none --entrypoint cat ${IMAGE} /etc/containerd/config.toml`])
    expect(finding).toMatchObject({
      code: 'REGISTRY_FAILED',
      message: `the containerd of ${IMAGE} has registry.mirrors of its own, beside which it reads no hosts files of registries, as up --registry needs`,
    })
  })

  test('is made of a node image without', async () => {
    const {finding} = await check(
      '[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "/etc/certs"\n',
      5000,
    )
    expect(finding).toBe(`${IMAGE} (on this machine)`)
  })

  test('is all that the image is looked into for', async () => {
    expect(await check(MIRRORS, undefined)).toEqual({finding: `${IMAGE} (on this machine)`, asked: []})
  })
})

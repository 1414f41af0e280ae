import {expect, test} from 'vitest'
import {repositoryOf} from '../../../../../src/cluster/providers/common/images/registry-refusal.ts'
import {registryAnswered} from '../../../../../src/errors/known/index.ts'

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

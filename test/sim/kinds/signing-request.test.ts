import {expect, test} from 'vitest'
import {testServer} from '../support/server.ts'

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const request = Buffer.from('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n').toString(
  'base64',
)
const SPEC = {request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth']}

const make = async (spec: object, headers: Record<string, string> = {}) => {
  const server = await testServer()
  const made = await server.ask({method: 'POST', path: PATH, body: {metadata: {name: 'eve'}, spec}, headers})
  return {...server, made}
}

test('a certificate signing request has the name of who sends it, and is approved by its own subresource', async () => {
  const {made, ask, stop} = await make({...SPEC, username: 'somebody else'})
  expect(made.json.spec).toMatchObject({
    username: 'kubernetes-admin',
    groups: ['system:masters', 'system:authenticated'],
  })
  const approved = {type: 'Approved', status: 'True', reason: 'KubectlApprove'}
  const {json} = await ask({
    method: 'PUT',
    path: `${PATH}/eve/approval`,
    body: {
      ...made.json,
      spec: {...SPEC, signerName: 'example.com/other'},
      status: {conditions: [approved], certificate: 'bWluZQ=='},
    },
  })
  expect([json.status, json.spec.signerName]).toEqual([{conditions: [approved]}, SPEC.signerName])
  await stop()
})

test.each<[string, object, string]>([
  [
    'no request',
    {...SPEC, request: 'bm9uZQ=='},
    'spec.request: Invalid value: "bm9uZQ==": PEM block type must be CERTIFICATE REQUEST',
  ],
  ['no usages', {...SPEC, usages: []}, 'spec.usages: Required value: usages must not be empty'],
  ['no signer', {...SPEC, signerName: ''}, 'spec.signerName: Required value'],
  [
    'a moment of life',
    {...SPEC, expirationSeconds: 5},
    'spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)',
  ],
])('a certificate signing request with %s is refused', async (_what, spec, why) => {
  const {made, stop} = await make(spec)
  expect([made.code, made.json.message]).toEqual([
    422,
    `CertificateSigningRequest.certificates.k8s.io "eve" is invalid: ${why}`,
  ])
  await stop()
})

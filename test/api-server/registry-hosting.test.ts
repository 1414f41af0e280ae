import {expect, test} from 'vitest'
import {findHosting, hostingManifest} from '../../src/api-server/registry-hosting.ts'
import {recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'

const GET = 'kubectl --context kind-shop --namespace kube-public get configmap/local-registry-hosting'
const find = (text: string | undefined): Promise<string | undefined> => {
  const manifest = {...hostingManifest('x:1'), data: {'localRegistryHosting.v1': text ?? ''}}
  const {exec} = recordedExec({[GET]: readAnswer(text === undefined ? [] : [manifest])})
  return findHosting(exec, {context: 'kind-shop', namespace: 'default'})
}

test.each([
  ["as kind's guide writes it", 'host: "localhost:5001"\nhelp: "https://kind.sigs.k8s.io/"\n', 'localhost:5001'],
  ['as ctlptl writes it', 'host: localhost:5005\nhostFromContainerRuntime: ctlptl-registry:5000\n', 'localhost:5005'],
  ['behind another field', 'hostFromClusterNetwork: "registry:5000"\nhost: \'127.0.0.1:5000\'\n', '127.0.0.1:5000'],
  ['without a host', 'help: "https://kind.sigs.k8s.io/"\n', undefined],
  ['with a host that is none', 'host: "--tls-verify"\n', undefined],
])('The registry that a cluster names is read %s', async (_, text, host) => {
  expect(await find(text)).toBe(host)
})

test('A cluster without that ConfigMap names no registry', async () => {
  expect(await find(undefined)).toBe(undefined)
})

test('What is written is read again', async () => {
  expect(await find(hostingManifest('localhost:5001').data?.['localRegistryHosting.v1'])).toBe('localhost:5001')
})

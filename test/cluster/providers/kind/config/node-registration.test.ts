import {expect, test} from 'vitest'
import {parseKindConfig} from '../../../../../src/cluster/providers/kind/config/kind-validate.ts'
import {registrationsOf} from '../../../../../src/cluster/providers/kind/config/node-registration.ts'
import {HEAD} from './kind-observed.ts'

const read = (text: string) => registrationsOf(parseKindConfig(`${HEAD}${text}`).config ?? {})
const INGRESS = `nodes:
- role: control-plane
  kubeadmConfigPatches:
  - |
    kind: InitConfiguration
    nodeRegistration:
      kubeletExtraArgs:
        node-labels: "ingress-ready=true,zone="
- role: worker
  labels: {tier: front}
- role: worker
`
const CONTROL_PLANE = {key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule'}

test('Labels of nodes and of patches are what the nodes are registered with', () => {
  expect(read(INGRESS)).toEqual([{labels: {'ingress-ready': 'true', zone: ''}}, {labels: {tier: 'front'}}, {}])
  expect(read('')).toEqual([{}])
})

test('A patch of another kind than the node’s says nothing of it, and one that cannot be read nothing at all', () => {
  expect(read(INGRESS.replace('InitConfiguration', 'JoinConfiguration'))[0]).toEqual({})
  expect(read(`${INGRESS}kubeadmConfigPatches: ["kind: [", "a", ""]\n`)).toEqual(read(INGRESS))
})

test('The labels of a patch take the place of those of the node, and the later patch wins', () => {
  const patches = `kubeadmConfigPatches:
- |
  kind: JoinConfiguration
  nodeRegistration: {kubeletExtraArgs: [{name: node-labels, value: a=1}]}
- |
  kind: JoinConfiguration
  nodeRegistration: {kubeletExtraArgs: {node-labels: b=2}}
`
  expect(read(`${INGRESS}${patches}`).slice(1)).toEqual([{labels: {b: '2'}}, {labels: {b: '2'}}])
})

test('Taints of a patch take the place of those of the role, and those of the kubelet are added', () => {
  const patch = (kind: string, text: string) => `kubeadmConfigPatches: ["kind: ${kind}\\nnodeRegistration: ${text}"]\n`
  const nodes = 'nodes: [{role: control-plane}, {role: worker}]\n'
  expect(read(`${nodes}${patch('InitConfiguration', '{taints: []}')}`)).toEqual([{taints: []}, {}])
  expect(
    read(`${nodes}${patch('JoinConfiguration', '{taints: [{key: gpu, value: a, effect: NoExecute}, {key: b}]}')}`),
  ).toEqual([{}, {taints: [{key: 'gpu', value: 'a', effect: 'NoExecute'}]}])
  const args = "{kubeletExtraArgs: {register-with-taints: 'a=b:NoSchedule,c:PreferNoSchedule'}}"
  const given = [
    {key: 'a', value: 'b', effect: 'NoSchedule'},
    {key: 'c', effect: 'PreferNoSchedule'},
  ]
  expect(read(`${nodes}${patch('InitConfiguration', args)}`)).toEqual([{taints: [CONTROL_PLANE, ...given]}, {}])
  expect(read(`${nodes}${patch('JoinConfiguration', args)}`)).toEqual([{}, {taints: given}])
})

test('JSON patches say what other patches say, and come behind those of the same place', () => {
  const json = (kind: string, ...operations: object[]) =>
    `kubeadmConfigPatchesJSON6902: [{group: kubeadm.k8s.io, version: v1beta3, kind: ${kind}, patch: '${JSON.stringify(operations)}'}]\n`
  const labels = (value: string) => ({op: 'add', path: '/nodeRegistration/kubeletExtraArgs/node-labels', value})
  const nodes = 'nodes: [{role: control-plane}, {role: worker}]\n'
  expect(read(`${INGRESS}${json('JoinConfiguration', labels('b=2'))}`)).toEqual([
    {labels: {'ingress-ready': 'true', zone: ''}},
    {labels: {b: '2'}},
    {labels: {b: '2'}},
  ])
  expect(read(`${INGRESS}${json('InitConfiguration', labels('b=2'))}`)[0]).toEqual({
    labels: {'ingress-ready': 'true', zone: ''},
  })
  const merged = `kubeadmConfigPatches: ["kind: JoinConfiguration\\nnodeRegistration: {kubeletExtraArgs: {node-labels: a=1}}"]\n`
  expect(read(`${nodes}${merged}${json('JoinConfiguration', labels('b=2'))}`)[1]).toEqual({labels: {b: '2'}})
  const taint = {key: 'gpu', effect: 'NoExecute'}
  expect(
    read(
      `${nodes}${json(
        'JoinConfiguration',
        {op: 'replace', path: '/nodeRegistration/taints', value: [taint]},
        {op: 'add', path: '/nodeRegistration/kubeletExtraArgs/-', value: {name: 'node-labels', value: 'c=3'}},
      )}`,
    )[1],
  ).toEqual({labels: {c: '3'}, taints: [taint]})
  expect(read(`${nodes}${json('JoinConfiguration', {op: 'add', path: '/nodeRegistration/name', value: 'n'})}`)).toEqual(
    [{}, {}],
  )
  expect(read(`${nodes}kubeadmConfigPatchesJSON6902: [{kind: JoinConfiguration, patch: "["}]\n`)).toEqual([{}, {}])
})

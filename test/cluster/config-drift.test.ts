import {expect, test} from 'vitest'
import {findConfigDrift} from '../../src/cluster/config-drift.ts'
import type {KindConfig} from '../../src/cluster/providers/kind/config/kind-schema.ts'

const patch =
  'kind: ClusterConfiguration\napiServer:\n  extraArgs:\n    audit-log-path: /var/log/kubernetes/audit.log\n'

test.each<[string, Partial<KindConfig>, Partial<KindConfig>, string[]]>([
  ['is the same', {networking: {podSubnet: '10.1.0.0/16'}}, {networking: {podSubnet: '10.1.0.0/16'}}, []],
  ['leaves a field open', {networking: {podSubnet: '10.1.0.0/16'}}, {name: 'shop'}, []],
  [
    'has another value',
    {networking: {podSubnet: '10.1.0.0/16', ipFamily: 'ipv4'}},
    {networking: {podSubnet: '10.2.0.0/16', ipFamily: 'ipv4'}},
    ['networking.podSubnet 10.1.0.0/16 → 10.2.0.0/16'],
  ],
  ['has a field more', {}, {featureGates: {A: true}}, ['featureGates.A none → true']],
  [
    'has another patch',
    {},
    {kubeadmConfigPatches: [patch]},
    ['kubeadmConfigPatches[0] none → kind: ClusterConfiguration apiServer: extraArgs: audit-log-…'],
  ],
  [
    'has other images, roles and ports, which the nodes themselves tell',
    {nodes: [{role: 'control-plane', image: 'a'}]},
    {nodes: [{image: 'b', extraPortMappings: [{containerPort: 30080, hostPort: 80}]}]},
    [],
  ],
  [
    'mounts another folder',
    {nodes: [{}, {extraMounts: [{hostPath: '/a', containerPath: '/data'}]}]},
    {nodes: [{}, {extraMounts: [{hostPath: '/b', containerPath: '/data'}]}]},
    ['nodes[1].extraMounts[0].hostPath /a → /b'],
  ],
  ['has another number of nodes, which is told elsewhere', {nodes: [{}]}, {nodes: [{}, {labels: {a: 'b'}}]}, []],
])('A configuration that %s', (_, made, stated, drift) => {
  expect(findConfigDrift(made, stated)).toEqual(drift)
})

import {expect, test} from 'vitest'
import {
  type FieldType,
  KIND_SCHEMA_VERSION,
  kindSchema,
} from '../../../../../src/cluster/providers/kind/config/kind-schema.ts'

const fieldsOf = (type: FieldType, path: string): string[] => {
  if (type.type === 'list') return fieldsOf(type.items, `${path}[]`)
  if (type.type !== 'object') return [`${path}: ${type.type}`]
  return Object.entries(type.fields).flatMap(([key, field]) => fieldsOf(field, path === '' ? key : `${path}.${key}`))
}

test('The table has exactly the fields that kind 0.33 was seen to take', () => {
  expect(KIND_SCHEMA_VERSION).toBe('0.33')
  expect(fieldsOf(kindSchema, '')).toEqual([
    'kind: string',
    'apiVersion: string',
    'name: string',
    'nodes[].role: string',
    'nodes[].image: string',
    'nodes[].labels: map',
    'nodes[].extraPortMappings[].containerPort: int',
    'nodes[].extraPortMappings[].hostPort: int',
    'nodes[].extraPortMappings[].listenAddress: string',
    'nodes[].extraPortMappings[].protocol: string',
    'nodes[].extraMounts[].hostPath: string',
    'nodes[].extraMounts[].containerPath: string',
    'nodes[].extraMounts[].readOnly: bool',
    'nodes[].extraMounts[].selinuxRelabel: bool',
    'nodes[].extraMounts[].propagation: string',
    'nodes[].kubeadmConfigPatches[]: string',
    'nodes[].kubeadmConfigPatchesJSON6902[].group: string',
    'nodes[].kubeadmConfigPatchesJSON6902[].version: string',
    'nodes[].kubeadmConfigPatchesJSON6902[].kind: string',
    'nodes[].kubeadmConfigPatchesJSON6902[].patch: string',
    'networking.ipFamily: string',
    'networking.apiServerAddress: string',
    'networking.apiServerPort: int',
    'networking.podSubnet: string',
    'networking.serviceSubnet: string',
    'networking.disableDefaultCNI: bool',
    'networking.kubeProxyMode: string',
    'networking.dnsSearch[]: string',
    'featureGates: map',
    'runtimeConfig: map',
    'kubeadmConfigPatches[]: string',
    'kubeadmConfigPatchesJSON6902[].group: string',
    'kubeadmConfigPatchesJSON6902[].version: string',
    'kubeadmConfigPatchesJSON6902[].kind: string',
    'kubeadmConfigPatchesJSON6902[].patch: string',
    'containerdConfigPatches[]: string',
    'containerdConfigPatchesJSON6902[]: string',
  ])
})

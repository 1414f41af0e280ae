import {expect, test} from 'vitest'
import {inInstallOrder} from '../../src/kubernetes/install-order.ts'

test('What others need comes first, other kinds last, and each kind as it was written', () => {
  const kinds = [
    'Widget',
    'Ingress',
    'Pod',
    'Deployment',
    'ServiceAccount',
    'ConfigMap',
    'CustomResourceDefinition',
    'Namespace',
    'Gadget',
  ]
  expect(inInstallOrder(kinds.map(kind => ({kind}))).map(({kind}) => kind)).toEqual([
    ...['Namespace', 'ServiceAccount', 'ConfigMap', 'CustomResourceDefinition', 'Pod', 'Deployment', 'Ingress'],
    ...['Widget', 'Gadget'],
  ])
})

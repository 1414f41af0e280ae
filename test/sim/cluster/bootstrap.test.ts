import {expect, test} from 'vitest'
import {bootstrap, SYSTEM} from '../../../src/sim/cluster/bootstrap.ts'
import {ingressClassResource} from '../../../src/sim/kinds/ingressclass/resource.ts'
import {namespaceResource} from '../../../src/sim/kinds/namespace/resource.ts'
import {storageClassResource} from '../../../src/sim/kinds/storageclass/resource.ts'
import {draft, testRegistry} from '../support/registry.ts'

const setUp = () => {
  const {registry} = testRegistry()
  const classes = () =>
    [storageClassResource, ingressClassResource].flatMap(type => registry.list(type).map(({metadata: {name}}) => name))
  return {registry, classes}
}

test('a new cluster has a class for claims and one for Ingresses, and whoever deletes one is rid of it', () => {
  const {registry, classes} = setUp()
  bootstrap(registry)
  expect(classes()).toEqual(['standard', 'nginx'])
  registry.delete(storageClassResource, '', 'standard')
  bootstrap(registry)
  expect(classes()).toEqual(['nginx'])
})

test('a cluster that was made before there were classes gets them at its next start, but for one of that name', () => {
  const {registry, classes} = setUp()
  registry.create(namespaceResource, draft(namespaceResource, SYSTEM))
  registry.create(storageClassResource, draft(storageClassResource, 'standard', {provisioner: 'example.com/mine'}))
  bootstrap(registry)
  expect(classes()).toEqual(['standard', 'nginx'])
  expect(registry.get(storageClassResource, '', 'standard')['provisioner']).toBe('example.com/mine')
})

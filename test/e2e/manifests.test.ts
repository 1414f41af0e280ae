import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest'
import {type AtCluster, expectTakenTwice, MANIFEST_SETS} from '../support/manifest-sets.ts'
import {kubia, must} from './support.ts'
import {takeTurn} from './turn.ts'

const skip = inject('skip')
const shared = inject('shared')
takeTurn()
const NAMESPACE = 'guides'

describe.skipIf(skip || !shared)('Manifests of guides on kind', () => {
  if (!shared) return
  const {place, context} = shared
  const cluster: AtCluster = {
    kubia: args => kubia(place, [...args, '--context', context]),
    kubectl: args => must(place, 'kubectl', '--context', context, ...args),
  }
  const deploy = (input: string, ...words: string[]) =>
    kubia(place, ['deploy', '-f', '-', '-n', NAMESPACE, '--context', context, ...words], input)

  beforeAll(() => cluster.kubectl(['create', 'namespace', NAMESPACE]))
  afterAll(() => cluster.kubectl(['delete', 'namespace', NAMESPACE]))

  for (const set of MANIFEST_SETS.filter(({on}) => on.kind))
    test(`${set.title}: deployed twice, looked at and deleted`, async () => {
      const {stderr} = await expectTakenTwice(cluster, set, NAMESPACE)
      if (set.title.startsWith('An ingress'))
        expect(stderr).toContain('warning: ingress hosts has no address: no ingress controller has given it one\n')
    })

  test('--prune removes what an earlier one of the same set made and this one lacks', async () => {
    const configMap = (name: string) => ({apiVersion: 'v1', kind: 'ConfigMap', metadata: {name}})
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'shop'},
      spec: {ports: [{port: 80}], selector: {app: 'shop'}},
    }
    const endpoints = {apiVersion: 'v1', kind: 'Endpoints', metadata: {name: 'elsewhere'}, subsets: []}
    const prune = (...items: object[]) =>
      deploy(JSON.stringify({apiVersion: 'v1', kind: 'List', items}), '--prune', '--applyset=shop')
    expect((await prune(configMap('a'), configMap('b'), service, endpoints)).code).toBe(0)
    // The endpoints of the service have its labels, and are the endpoints controller's.
    const after = await prune(configMap('a'), service, endpoints)
    expect({code: after.code, stdout: after.stdout}).toEqual({
      code: 0,
      stdout: `secret/shop unchanged
configmap/a unchanged
service/shop unchanged
endpoints/elsewhere unchanged
configmap/b pruned
`,
    })
  })
})

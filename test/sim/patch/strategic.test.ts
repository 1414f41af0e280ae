import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {StatusError} from '../../../src/sim/api/status.ts'
import {deploymentResource} from '../../../src/sim/kinds/deployment/resource.ts'
import {podResource} from '../../../src/sim/kinds/pod/resource.ts'
import {serviceResource} from '../../../src/sim/kinds/service/resource.ts'
import {strategicMergePatch} from '../../../src/sim/patch/strategic.ts'
import {shapeOf} from '../../../src/sim/schema/types.ts'

const pod = shapeOf(podResource)
const deployment = shapeOf(deploymentResource)
const service = shapeOf(serviceResource)
const containers = (list: unknown[], extra: object = {}) => ({spec: {containers: list, ...extra}})
const patched = (original: unknown[], patch: unknown[], extra: object = {}) =>
  (strategicMergePatch(pod, containers(original), containers(patch, extra))['spec'] as {containers: unknown[]})
    .containers

const [a, b, c] = [
  {name: 'a', image: 'a:1'},
  {name: 'b', image: 'b:1'},
  {name: 'c', image: 'c:1'},
]

describe('a list with a merge key', () => {
  it('is merged by it', () => {
    expect(patched([a, b], [{name: 'b', image: 'b:2'}])).toEqual([a, {name: 'b', image: 'b:2'}])
  })

  it('gets what is new where it comes first in the patch', () => {
    expect(patched([a], [c])).toEqual([c, a])
  })

  it('loses what $patch: delete names', () => {
    expect(patched([a, b], [{$patch: 'delete', name: 'a'}])).toEqual([b])
  })

  it('is replaced by $patch: replace', () => {
    expect(patched([a, b], [{$patch: 'replace'}, c])).toEqual([c])
  })

  it('is ordered by $setElementOrder, with what the patch does not know where it stood', () => {
    const order = {'$setElementOrder/containers': [{name: 'c'}, {name: 'a'}]}
    expect(patched([a, b], [c], order)).toEqual([c, a, b])
    expect(
      strategicMergePatch(pod, containers([a, b]), {spec: {'$setElementOrder/containers': [{name: 'b'}, {name: 'a'}]}}),
    ).toEqual(containers([b, a]))
  })

  it('refuses an order that its own items do not follow', () => {
    const order = {'$setElementOrder/containers': [{name: 'b'}]}
    expect(() => patched([a], [a], order)).toThrow(
      "The order in patch list:\n[map[image:a:1 name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
    )
  })

  it('needs the key in every item', () => {
    expect(() => patched([a], [{image: 'x'}])).toThrow(
      new StatusError(500, '', 'map: map[image:x] does not contain declared merge key: name'),
    )
  })

  it('keeps two items of one key: ports of one number and two protocols', () => {
    const dns = {
      spec: {
        ports: [
          {port: 53, protocol: 'UDP'},
          {port: 53, protocol: 'TCP'},
        ],
      },
    }
    expect(strategicMergePatch(service, dns, {spec: {ports: [{port: 53, name: 'dns'}]}})).toEqual({
      spec: {
        ports: [
          {port: 53, protocol: 'UDP', name: 'dns'},
          {port: 53, protocol: 'TCP'},
        ],
      },
    })
  })
})

describe('what has no merge key', () => {
  it('is replaced', () => {
    expect(patched([{name: 'a', args: ['x']}], [{name: 'a', args: ['y']}])).toEqual([{name: 'a', args: ['y']}])
  })

  it('is a set where its strategy is to merge', () => {
    const finalizers = (list: string[]) => ({metadata: {finalizers: list}})
    expect(strategicMergePatch(pod, finalizers(['a', 'b']), finalizers(['b', 'c']))).toEqual(
      finalizers(['a', 'b', 'c']),
    )
    expect(
      strategicMergePatch(pod, finalizers(['a', 'b']), {metadata: {'$deleteFromPrimitiveList/finalizers': ['a']}}),
    ).toEqual(finalizers(['b']))
  })
})

describe('an object', () => {
  it('loses what is null', () => {
    expect(
      strategicMergePatch(pod, {metadata: {labels: {a: '1', b: '2'}}}, {metadata: {labels: {a: null, c: null}}}),
    ).toEqual({
      metadata: {labels: {b: '2'}},
    })
  })

  it('keeps only what $retainKeys names', () => {
    const original = {spec: {strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 1}}}}
    const patch = {spec: {strategy: {$retainKeys: ['type'], type: 'Recreate'}}}
    expect(strategicMergePatch(deployment, original, patch)).toEqual({spec: {strategy: {type: 'Recreate'}}})
    expect(() =>
      strategicMergePatch(deployment, original, {spec: {strategy: {$retainKeys: ['x'], type: 'Recreate'}}}),
    ).toThrow('invalid patch format of retainKeys')
  })

  it('is replaced or emptied by $patch', () => {
    const original = {spec: {selector: {a: '1'}}}
    expect(strategicMergePatch(service, original, {spec: {selector: {$patch: 'replace', b: '2'}}})).toEqual({
      spec: {selector: {b: '2'}},
    })
    expect(strategicMergePatch(service, original, {spec: {selector: {$patch: 'delete'}}})).toEqual({
      spec: {selector: {}},
    })
  })
})

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
const named = (list: string[], image: string) => list.map(name => ({name, image}))

describe('whatever the lists are', () => {
  it('every item of either is there once, and those of the patch in its order', () => {
    fc.assert(
      fc.property(names, names, (original, patch) => {
        const result = patched(named(original, '1'), named(patch, '2')) as {name: string; image: string}[]
        expect(result.map(({name}) => name).sort()).toEqual([...new Set([...original, ...patch])].sort())
        expect(result.filter(({image}) => image === '2').map(({name}) => name)).toEqual(patch)
      }),
    )
  })

  it('a patch applied twice changes nothing the second time', () => {
    fc.assert(
      fc.property(names, names, (original, patch) => {
        const once = patched(named(original, '1'), named(patch, '2'))
        expect(patched(once, named(patch, '2'))).toEqual(once)
      }),
    )
  })
})

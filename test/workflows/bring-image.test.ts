import {describe, expect, test} from 'vitest'
import {
  bringAppImage,
  bringImage,
  findClusterOf,
  pullPolicyOfLoaded,
  sendImage,
} from '../../src/workflows/bring-image.ts'
import {planRecorded, runRecorded} from '../support/workflow.ts'
import {clusterWith, type ImageState, withoutPrograms} from './clusters.ts'

const bring = (state: ImageState) => {
  const target = clusterWith(state)
  const reports: string[] = []
  const {result} = runRecorded(flow => bringImage(flow, target, 'app:dev', line => reports.push(line)), {})
  return {target, reports, result}
}

describe('An image of this machine', () => {
  test('is sent to the nodes that lack it', async () => {
    const {target, reports, result} = bring('not on the nodes')
    expect(await result).toEqual({
      detail: 'app:dev loaded from this machine into 1 node',
      value: {loaded: true, isHere: true},
    })
    expect(target.sent).toEqual(['app:dev'])
    expect(reports).toEqual(['is app:dev on the nodes?', 'sending'])
  })

  test.each<[ImageState, string, boolean]>([
    ['on all nodes', 'on all nodes', true],
    ['absent', 'not on this machine: the nodes pull it', false],
  ])('that is %s is not sent', async (state, detail, isHere) => {
    const {target, result} = bring(state)
    expect(await result).toEqual({detail, value: {loaded: false, isHere}})
    expect(target.sent).toEqual([])
  })

  test('is brought by a plan with the provider’s command, which says where it is not known to be here', async () => {
    const plan = async (target: ReturnType<typeof withoutPrograms>, isBuilt?: boolean) =>
      (await planRecorded(flow => bringImage(flow, target, 'app:dev', () => {}, isBuilt), {}).plan).script
    const into = 'docker exec -i "$node" ctr --namespace=k8s.io images import -'
    const line = `for node in $(kind get nodes --name shop); do\n  docker save app:dev | ${into}\ndone`
    expect(await plan(clusterWith('not on the nodes'))).toBe(line)
    expect(await plan(clusterWith('on all nodes'))).toBe('')
    expect(await plan(clusterWith('absent'), false)).toBe(line)
    expect(await plan(withoutPrograms(clusterWith('absent')))).toBe(
      `# if the image is on this machine: brings it to the nodes\n${line}`,
    )
  })

  test('is brought by a plan to the nodes that lack it, where others have it', async () => {
    const target = clusterWith('not on the nodes')
    const nodes = ['shop-control-plane', 'shop-worker']
    const transfer = {source: 'app:dev', images: ['app:dev'], nodes, lacking: ['shop-worker'], load: async () => []}
    expect(sendImage(target, transfer, {isHere: true}).script()).toContain('for node in shop-worker; do')
    expect(sendImage(target, {...transfer, lacking: nodes}, {isHere: true}).script()).toContain(
      'for node in $(kind get nodes --name shop); do',
    )
  })

  test('says what the engine warned of while it was sent', async () => {
    const target = clusterWith('absent')
    const transfer = {
      source: 'app:dev',
      images: ['app:dev'],
      nodes: ['shop-worker'],
      lacking: ['shop-worker'],
      load: async () => ['the image is for another platform'],
    }
    expect((await sendImage(target, transfer, {isHere: true}).run(() => {})).detail).toBe(
      'app:dev loaded from this machine into 1 node; the image is for another platform',
    )
  })
})

describe('The pull policy of an app', () => {
  test.each([
    ['app', 'IfNotPresent'],
    ['app:latest', 'IfNotPresent'],
    ['localhost:5000/app', 'IfNotPresent'],
    ['app:v1', undefined],
    [`app@sha256:${'a'.repeat(64)}`, undefined],
  ])('with an image of this machine named %s is %s', (image, policy) => {
    expect(pullPolicyOfLoaded(image)).toBe(policy)
  })

  const spec = {name: 'web', image: 'app', env: [], args: [], command: false}
  const policyOf = async (state: ImageState, imagePullPolicy?: 'Always') => {
    const given = {...spec, ...(imagePullPolicy && {imagePullPolicy})}
    const {result} = runRecorded(flow => bringAppImage(flow, clusterWith(state), given, () => {}), {})
    const {detail, value} = await result
    return [detail, value.imagePullPolicy]
  }

  test('has the nodes take this machine’s image as it is, and is left alone where it was named or they pull it', async () => {
    expect(await policyOf('on all nodes')).toEqual(['on all nodes, imagePullPolicy IfNotPresent', 'IfNotPresent'])
    expect(await policyOf('on all nodes', 'Always')).toEqual(['on all nodes', 'Always'])
    expect(await policyOf('absent')).toEqual(['not on this machine: the nodes pull it', undefined])
  })
})

test('The cluster behind a place is the one that is known, and is not looked for without a context', async () => {
  const known = clusterWith('absent')
  const {result, asked} = runRecorded(
    async flow => [
      await findClusterOf(flow, {context: 'kind-shop', namespace: 'a'}, known)(),
      await findClusterOf(flow, {context: undefined, namespace: 'a'})(),
    ],
    {},
  )
  expect(await result).toEqual([known, undefined])
  expect(asked).toEqual([])
})

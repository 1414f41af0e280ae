import {expect, test} from 'vitest'
import type {AppSpec} from '../../../src/api-server/manifests.ts'
import {DEFAULT_SPEC} from '../../../src/cluster/cluster-spec.ts'
import type {ClusterProvider, ImageTransfer, LocalCluster} from '../../../src/cluster/provider.ts'
import {probeStateFolder} from '../../../src/cluster/state.ts'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import type {Report} from '../../../src/workflow/step.ts'
import {createWithImage} from '../../../src/workflows/up/early-image.ts'
import {ownFolders} from '../../support/kubeconfig.ts'
import {clusterOf, nodeOf, recordedProvider} from '../../support/provider.ts'
import {skipWaits} from '../../support/time.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'

const spec = {...DEFAULT_SPEC, name: 'shop', provider: 'kind'}
const app: AppSpec = {name: 'web', image: 'app', port: 80, env: [], args: [], command: false}
const creation = {spec, prepared: undefined, retain: false, switchContext: true}

/** What becomes of an image whose sending does this. */
const transferOf = ({name, nodes}: LocalCluster, load: ImageTransfer['load']): ImageTransfer => {
  const names = nodes.map(node => node.name)
  return {source: 'app', images: [name], nodes: names, lacking: names, load}
}

/** A creation that makes its nodes, and goes on once `goOn` resolves or fails. */
const creating = (goOn: () => Promise<unknown>, ids = ['a']) => {
  const of = (id: string): LocalCluster => clusterOf('shop', [nodeOf('shop-control-plane', {id})])
  let cluster: LocalCluster | undefined
  const create: ClusterProvider['create'] = async (_spec, _prepared, report, onNodes, onTakesImages) => {
    report('preparing nodes')
    onNodes()
    for (const id of ids) {
      cluster = of(id)
      onTakesImages?.()
      await goOn()
    }
  }
  return {create, inspect: async () => cluster, takesImagesEarly: true}
}

const run = (provider: Partial<ClusterProvider>, {wanted}: {wanted: AppSpec | undefined} = {wanted: app}) => {
  ownFolders()
  probeStateFolder()
  const recorded = recordedProvider([], provider)
  const {result, shown, run} = runRecorded(flow => createWithImage(flow, recorded.provider, creation, wanted), {
    'ps ': {stdout: ''},
  })
  return {result: result.finally(() => run.close()), shown, changes: recorded.changes}
}

test('The image goes to the nodes while the cluster is created', async () => {
  const sent = Promise.withResolvers<void>()
  const load = async (report: Report): Promise<string[]> => {
    report('sending')
    sent.resolve()
    return []
  }
  const {result, shown} = run({
    ...creating(() => sent.promise),
    findImages: async cluster => [transferOf(cluster, load)],
  })
  expect((await result).brought).toEqual({...app, imagePullPolicy: 'IfNotPresent'})
  expect(shown.filter(line => !line.startsWith('progress Create'))).toEqual([
    'start Create cluster',
    'start Load image',
    'progress Load image: waiting for the nodes',
    'progress Load image: sending',
    'ok Load image: app loaded from this machine into 1 node, imagePullPolicy IfNotPresent',
    'ok Create cluster: kind-shop',
  ])
})

test('An image that this machine does not have is left to the nodes', async () => {
  const problem = new KubiaError('IMAGE_MISSING', 'there is no such image')
  const {result, shown} = run({
    ...creating(async () => {}),
    findImages: async cluster => [{...transferOf(cluster, async () => []), problem}],
  })
  expect((await result).brought).toEqual(app)
  expect(shown).toContain('ok Load image: not on this machine: the nodes pull it')
})

test('A creation that fails ends what is sent, and its failure is the one that is told', async () => {
  const sending = Promise.withResolvers<void>()
  const failure = new KubiaError('CREATE_FAILED', 'kind could not do it')
  let ended: unknown
  const {result, shown, changes} = run({
    ...creating(() =>
      sending.promise.then(() => {
        throw failure
      }),
    ),
    findImages: async (cluster, _sources, signal) => [
      transferOf(cluster, async () => {
        sending.resolve()
        await new Promise(resolve => signal?.addEventListener('abort', resolve))
        ended = signal?.reason
        throw signal?.reason
      }),
    ],
  })
  await expect(result).rejects.toMatchObject({error: {code: 'CREATE_FAILED'}, step: {title: 'Create cluster'}})
  expect(ended).toBe(failure)
  expect(shown.filter(line => line.startsWith('fail'))).toEqual(['fail Create cluster', 'fail Load image'])
  expect(changes).toEqual(['delete shop'])
})

test('A creation that fails before there are nodes ends the wait for them', async () => {
  const {result, shown} = run({
    create: async () => {
      throw new KubiaError('CREATE_FAILED', 'no port')
    },
    findImages: async cluster => [transferOf(cluster, async () => [])],
    takesImagesEarly: true,
  })
  await expect(result).rejects.toMatchObject({error: {message: 'no port'}, step: {title: 'Create cluster'}})
  expect(shown).toContain('fail Load image')
})

test('Nodes that refuse the image at first are asked again, and those that go on so stand in nobody’s way', async () => {
  skipWaits()
  let asked = 0
  const refusing = (times: number) => {
    asked = 0
    const load = async (): Promise<string[]> => {
      asked += 1
      if (asked <= times) throw new KubiaError('LOAD_FAILED', 'containerd is not there yet')
      return []
    }
    return run({...creating(async () => {}), findImages: async cluster => [transferOf(cluster, load)]})
  }
  const later = refusing(2)
  expect((await later.result).brought).toMatchObject({imagePullPolicy: 'IfNotPresent'})
  expect(later.shown.filter(line => line.endsWith('do not take it yet'))).toHaveLength(2)
  const never = refusing(Number.POSITIVE_INFINITY)
  expect((await never.result).brought).toBeUndefined()
  expect(never.shown).toContain('ok Load image: not taken yet: again when they are Ready')
})

test('What came to nodes that were made anew meanwhile does not count', async () => {
  const sent = Promise.withResolvers<void>()
  const load = async (): Promise<string[]> => {
    sent.resolve()
    return []
  }
  const {result} = run({
    ...creating(() => sent.promise, ['a', 'b']),
    findImages: async cluster => [transferOf(cluster, load)],
  })
  expect((await result).brought).toBeUndefined()
})

test.each<[string, Partial<ClusterProvider>, AppSpec | undefined]>([
  ['whose nodes take images only at the end', {}, app],
  ['without an app', {takesImagesEarly: true}, undefined],
])('A cluster %s is created alone', async (_, provider, wanted) => {
  const {result, shown} = run(provider, {wanted})
  expect((await result).brought).toBeUndefined()
  expect(shown.filter(line => line.startsWith('start'))).toEqual(['start Create cluster'])
})

test('A plan sends the image behind the creation, and says that kubia does not wait for it', async () => {
  ownFolders()
  const plan = (problem?: KubiaError) => {
    const findImages: ClusterProvider['findImages'] = async cluster => [
      {...transferOf(cluster, async () => []), ...(problem && {problem})},
    ]
    const {provider} = recordedProvider([], {takesImagesEarly: true, findImages})
    return planRecorded(flow => createWithImage(flow, provider, creation, app), {}).plan
  }
  const {script, result} = await plan()
  expect(script.split('\n').slice(-5)).toEqual([
    'EOF',
    '# kubia sends it while the cluster is created, as soon as the nodes take images',
    'for node in $(kind get nodes --name shop); do',
    '  docker save app | docker exec -i "$node" ctr --namespace=k8s.io images import -',
    'done',
  ])
  expect(result.brought).toEqual({...app, imagePullPolicy: 'IfNotPresent'})
  const without = await plan(new KubiaError('IMAGE_MISSING', 'there is no such image'))
  expect(without.script).not.toContain('docker save')
  expect(without.result.brought).toEqual(app)
})

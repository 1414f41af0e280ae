import {expect, test} from 'vitest'
import {deploymentResource} from '../../../../src/sim/kinds/deployment/resource.ts'
import type {Deployment} from '../../../../src/sim/kinds/deployment/types.ts'
import {replicaSetResource} from '../../../../src/sim/kinds/replicaset/resource.ts'
import type {ReplicaSet} from '../../../../src/sim/kinds/replicaset/types.ts'
import {testCluster} from '../../support/cluster.ts'
import {template, workload} from '../../support/manifests.ts'

const DEPLOYMENT = 'kubia'

const rollout = async (spec: Record<string, unknown> = {}) => {
  const cluster = await testCluster()
  await cluster.create(deploymentResource, DEPLOYMENT, workload(spec))
  await cluster.pass(600)
  const deployment = () => cluster.registry.get(deploymentResource, 'default', DEPLOYMENT) as Deployment
  const sets = () =>
    (cluster.store.list(replicaSetResource, 'default') as ReplicaSet[]).toSorted((a, b) => revision(a) - revision(b))
  /** Replicas by revision. */
  const sizes = () => sets().map(set => `${revision(set)}: ${set.spec.replicas}`)
  const setImage = (image: string) => cluster.patch(deploymentResource, DEPLOYMENT, {template: template({image})})
  const condition = (type: string) => {
    const found = deployment().status?.conditions?.find(each => each.type === type)
    return found && `${found.status} ${found.reason}: ${found.message}`
  }
  const scaled = () => cluster.events('Deployment').map(text => text.replace(/kubia-\w+/, name => nameOf(name)))
  const nameOf = (name: string) =>
    `revision ${sets().find(set => set.metadata.name === name)?.metadata.annotations?.['deployment.kubernetes.io/revision']}`
  return {...cluster, deployment, sets, sizes, setImage, condition, scaled}
}

const revision = ({metadata}: ReplicaSet): number => Number(metadata.annotations?.['deployment.kubernetes.io/revision'])

test('a deployment becomes a replica set, pods, and containers that run', async () => {
  const {deployment, sets, pods, condition, events} = await rollout()
  const [set] = sets()
  expect(deployment().status).toMatchObject({
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
  })
  expect(deployment().metadata).toMatchObject({
    generation: 1,
    annotations: {'deployment.kubernetes.io/revision': '1'},
  })
  expect(condition('Available')).toBe('True MinimumReplicasAvailable: Deployment has minimum availability.')
  expect(condition('Progressing')).toBe(
    `True NewReplicaSetAvailable: ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
  )
  expect(pods().map(({status}) => [status.phase, status.podIP])).toEqual([
    ['Running', expect.stringMatching(/^10\.244\.[12]\.\d+$/)],
    ['Running', expect.stringMatching(/^10\.244\.[12]\.\d+$/)],
    ['Running', expect.stringMatching(/^10\.244\.[12]\.\d+$/)],
  ])
  expect(events('Deployment')).toEqual([`ScalingReplicaSet: Scaled up replica set ${set?.metadata.name} from 0 to 3`])
  const [pod] = pods()
  expect(events('Pod', pod?.metadata.name)).toEqual([
    `Scheduled: Successfully assigned default/${pod?.metadata.name} to ${pod?.spec.nodeName}`,
    'Pulling: Pulling image "museopkim/kubia:1.0"',
    'Pulled: Successfully pulled image "museopkim/kubia:1.0" in 250ms (250ms including waiting). Image size: 39000000 bytes.',
    'Created: Container created',
    'Started: Container started',
  ])
})

test('a new template replaces pods step by step, within the surge and what may be unavailable', async () => {
  const {setImage, pass, scaled, sizes} = await rollout()
  await setImage('museopkim/kubia:2.0')
  await pass(3000)
  expect(scaled()).toEqual([
    'ScalingReplicaSet: Scaled up replica set revision 1 from 0 to 3',
    'ScalingReplicaSet: Scaled up replica set revision 2 from 0 to 1',
    'ScalingReplicaSet: Scaled down replica set revision 1 from 3 to 2',
    'ScalingReplicaSet: Scaled up replica set revision 2 from 1 to 2',
    'ScalingReplicaSet: Scaled down replica set revision 1 from 2 to 1',
    'ScalingReplicaSet: Scaled up replica set revision 2 from 2 to 3',
    'ScalingReplicaSet: Scaled down replica set revision 1 from 1 to 0',
  ])
  expect(sizes()).toEqual(['1: 0', '2: 3'])
})

test('a template that comes back gets a new revision and keeps the numbers that it had', async () => {
  const {setImage, pass, sizes, sets} = await rollout()
  await setImage('museopkim/kubia:2.0')
  await pass(3000)
  await setImage('museopkim/kubia:1.0')
  await pass(3000)
  expect(sizes()).toEqual(['2: 0', '3: 3'])
  expect(sets().at(-1)?.metadata.annotations).toMatchObject({'deployment.kubernetes.io/revision-history': '1'})
})

test('Recreate ends every old pod before the first new one', async () => {
  const {setImage, pass, pods, sizes} = await rollout({strategy: {type: 'Recreate'}})
  await setImage('museopkim/kubia:2.0')
  const seen = new Set<string>()
  for (let step = 0; step < 200; step++) {
    await pass(10)
    seen.add([...new Set(pods().map(({spec}) => spec.containers[0]?.image))].join(' and '))
  }
  expect([...seen].filter(images => images !== '')).toEqual(['museopkim/kubia:1.0', 'museopkim/kubia:2.0'])
  expect(sizes()).toEqual(['1: 0', '2: 3'])
})

test('a rollout that cannot go on keeps the old pods and is late after its deadline', async () => {
  const {setImage, pass, sizes, condition, pods} = await rollout({progressDeadlineSeconds: 5})
  await setImage('museopkim/kubia:missing')
  await pass(4000)
  expect(sizes()).toEqual(['1: 3', '2: 1'])
  expect(condition('Progressing')).toMatch(/^True ReplicaSetUpdated/)
  await pass(4000)
  expect(condition('Progressing')).toMatch(
    /^False ProgressDeadlineExceeded: ReplicaSet "kubia-\w+" has timed out progressing\.$/,
  )
  expect(condition('Available')).toMatch(/^True/)
  expect(pods().filter(({status}) => status.phase === 'Running')).toHaveLength(3)
})

test('a paused deployment is scaled but not rolled out, and goes on when resumed', async () => {
  const {setImage, pass, sizes, condition, patch} = await rollout()
  await patch(deploymentResource, DEPLOYMENT, {paused: true})
  await setImage('museopkim/kubia:2.0')
  await patch(deploymentResource, DEPLOYMENT, {replicas: 4})
  await pass(1000)
  expect(sizes()).toEqual(['1: 4'])
  expect(condition('Progressing')).toBe('Unknown DeploymentPaused: Deployment is paused')
  await patch(deploymentResource, DEPLOYMENT, {paused: false})
  await pass(4000)
  expect(sizes()).toEqual(['1: 0', '2: 4'])
  expect(condition('Progressing')).toMatch(/^True NewReplicaSetAvailable/)
})

test('scaling while a rollout is stuck shares the change among the revisions', async () => {
  const {setImage, pass, sizes, patch} = await rollout({
    replicas: 10,
    strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: 3, maxUnavailable: 2}},
  })
  await pass(1000)
  await setImage('museopkim/kubia:missing')
  await pass(1000)
  expect(sizes()).toEqual(['1: 8', '2: 5'])
  await patch(deploymentResource, DEPLOYMENT, {replicas: 15})
  await pass(1000)
  expect(sizes()).toEqual(['1: 11', '2: 7'])
})

test('old replica sets beyond the history limit go', async () => {
  const {setImage, pass, sizes} = await rollout({revisionHistoryLimit: 1})
  for (const version of ['2.0', '3.0', '4.0']) {
    await setImage(`museopkim/kubia:${version}`)
    await pass(3000)
  }
  expect(sizes()).toEqual(['3: 0', '4: 3'])
})

test('two templates with one hash get different names', async () => {
  const {sets, setImage, pass, registry, deployment, sizes} = await rollout()
  const [set] = sets()
  // A replica set of somebody else has the name that the next template would get.
  const {templateHash} = await import('../../../../src/sim/controllers/template-hash.ts')
  const next = {...deployment().spec.template, spec: {...deployment().spec.template.spec}}
  next.spec.containers = next.spec.containers.map(container => ({...container, image: 'museopkim/kubia:2.0'}))
  const name = `kubia-${templateHash(next)}`
  const {metadata: _, ...rest} = set as ReplicaSet
  const foreign = {...rest, metadata: {name, namespace: 'default'}, spec: {...rest.spec, replicas: 0}}
  registry.create(replicaSetResource, foreign as unknown as ReplicaSet)
  await setImage('museopkim/kubia:2.0')
  await pass(3000)
  expect(deployment().status?.collisionCount).toBe(1)
  expect(sizes().at(-1)).toBe('2: 3')
})

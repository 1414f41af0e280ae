import {describe, expect, test} from 'vitest'
import {KubiaError} from '../../../src/errors/kubia-error.ts'
import type {ReplicaWorkload} from '../../../src/kubernetes/types.ts'
import {type DeployOptions, deploy} from '../../../src/workflows/deploy/deploy.ts'
import {deployment} from '../../api-server/objects.ts'
import {readAnswer} from '../../support/json.ts'
import {planRecorded, runRecorded} from '../../support/workflow.ts'
import {clusterWith, withoutPrograms} from '../clusters.ts'

const PLAIN = {env: [], args: [], command: false}
const place = {context: 'prod', namespace: 'shop'}
const options = (more: Partial<DeployOptions> = {}): DeployOptions => ({
  place,
  spec: {name: 'kubia', image: 'museopkim/kubia', ...PLAIN},
  forceConflicts: false,
  takeOver: {command: 'kubectl kubia again --force-conflicts'},
  wait: false,
  dryRun: false,
  ...more,
})
const live = (more: Partial<ReplicaWorkload['metadata']> = {}): ReplicaWorkload => {
  const made = deployment({}, {replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1})
  return {...made, metadata: {...made.metadata, generation: 1, resourceVersion: '1', ...more}}
}
const HOSTING = 'kubectl --context prod --namespace kube-public get configmap/local-registry-hosting'
const GET = 'kubectl --context prod --namespace shop get deployment.apps/kubia'
const APPLY = 'kubectl --context prod --namespace shop apply --server-side --field-manager=kubia'
const DRY = `${APPLY} --dry-run=server`
const DRY_FORCED = `${APPLY} --force-conflicts --dry-run=server`
const answer = (object: object) => ({stdout: JSON.stringify(object)})

describe('deploy', () => {
  test('creates a Deployment: looks, compares, applies', async () => {
    const {asked, shown, result} = runRecorded(flow => deploy(flow, options()), {
      [GET]: readAnswer([]),
      [DRY]: answer(live()),
      [APPLY]: answer(live()),
    })
    expect(await result).toMatchObject({verdict: 'created', object: {kind: 'Deployment'}})
    expect(shown).toEqual([
      'start Look at deployment',
      'progress Look at deployment: deployment kubia in namespace shop',
      'ok Look at deployment: kubia: not there yet',
      'start Compare deployment',
      'progress Compare deployment: what would change',
      'say   + Deployment kubia is new',
      'ok Compare deployment: new',
      'start Apply deployment',
      'ok Apply deployment: created',
      'skip Wait for rollout: not waited for (--wait=false)',
    ])
    expect(asked.map(line => line.split(' -o ')[0])).toEqual([
      `${GET} --ignore-not-found --show-managed-fields`,
      `${DRY} -f -`,
      `${APPLY} -f -`,
    ])
  })

  test('sends nothing where the comparison says that nothing would change', async () => {
    const managedFields = [{manager: 'kubia', operation: 'Apply', fieldsV1: {'f:spec': {'f:replicas': {}}}}]
    const same = live({managedFields} as object)
    const {asked, shown, result} = runRecorded(flow => deploy(flow, options()), {
      [GET]: readAnswer([same]),
      [DRY_FORCED]: answer(same),
    })
    expect(await result).toMatchObject({verdict: 'unchanged', object: {kind: 'Deployment'}})
    expect(shown.at(-2)).toBe('skip Apply deployment: unchanged')
    expect(asked).toHaveLength(2)
  })

  test('keeps nothing of a dry run on the server, and says what would become of the Deployment', async () => {
    const {asked, shown, result} = runRecorded(flow => deploy(flow, options({dryRun: true, wait: true})), {
      [GET]: readAnswer([live()]),
      [DRY_FORCED]: answer(live({generation: 2, resourceVersion: '7'})),
    })
    expect(await result).toMatchObject({verdict: 'configured'})
    expect(shown.at(-1)).toBe('skip Apply deployment: server dry run: nothing is kept')
    expect(asked).toHaveLength(2)
  })

  test('looks again where the object changes meanwhile, and sends what is right then', async () => {
    const changed = new KubiaError('OBJECT_CHANGED', 'the object has been modified')
    let turn = 0
    const {result, asked} = runRecorded(
      async flow => {
        const {exec} = flow.run
        const failsOnce: typeof exec = async (command, more) => {
          if (command.args.includes('apply') && !command.args.includes('--dry-run=server') && turn++ === 0)
            throw changed
          return exec(command, more)
        }
        Object.assign(flow.run, {exec: failsOnce})
        return deploy(flow, options())
      },
      {[GET]: [readAnswer([]), readAnswer([live()])], [DRY]: answer(live()), [APPLY]: answer(live({generation: 2}))},
    )
    expect(await result).toMatchObject({verdict: 'configured'})
    expect(asked.filter(line => line.startsWith(GET))).toHaveLength(2)
  })

  test('brings an image of this machine to the nodes that lack it, and has them take it as it is', async () => {
    const cluster = clusterWith('not on the nodes')
    const {shown, result} = runRecorded(flow => deploy(flow, options({cluster})), {
      [GET]: readAnswer([]),
      [DRY]: answer(live()),
      [APPLY]: answer(live()),
    })
    await result
    expect(cluster.sent).toEqual(['museopkim/kubia'])
    expect(shown.filter(line => line.includes('Load image'))).toEqual([
      'start Load image',
      'progress Load image: is museopkim/kubia on the nodes?',
      'progress Load image: sending',
      'ok Load image: museopkim/kubia loaded from this machine into 1 node, imagePullPolicy IfNotPresent',
    ])
  })

  test.each([
    ['absent', 'not on this machine: the nodes pull it'],
    ['on all nodes', 'on all nodes, imagePullPolicy IfNotPresent'],
  ] as const)('sends no image that is %s', async (state, detail) => {
    const cluster = clusterWith(state)
    const {shown, result} = runRecorded(flow => deploy(flow, options({cluster})), {
      [GET]: readAnswer([]),
      [DRY]: answer(live()),
      [APPLY]: answer(live()),
    })
    await result
    expect(cluster.sent).toEqual([])
    expect(shown).toContain(`ok Load image: ${detail}`)
  })

  test('refuses a new Deployment without an image', async () => {
    const {result} = runRecorded(flow => deploy(flow, options({spec: {name: 'kubia', ...PLAIN}})), {
      [GET]: readAnswer([]),
      'kubectl --context prod --namespace shop get deployments.apps -o json': readAnswer([]),
    })
    await expect(result).rejects.toMatchObject({
      error: {code: 'USAGE', message: 'deployment kubia does not exist yet: --image is needed to create it'},
    })
  })
})

const manifest = (policy = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: kubia
  name: kubia
spec:
  selector:
    matchLabels:
      app: kubia
  template:
    metadata:
      labels:
        app: kubia
    spec:
      containers:
      - image: museopkim/kubia
${policy}        name: kubia`
const heredoc = (text: string) => `${APPLY} -f - <<'EOF'\n${text}\nEOF`

describe('The plan of deploy', () => {
  test('is what the run does: the image goes to the nodes, its pull policy stands in the manifest, the wait follows', async () => {
    const cluster = clusterWith('not on the nodes')
    const {plan, shown, asked} = planRecorded(
      flow => deploy(flow, options({cluster, wait: true})),
      {[GET]: readAnswer([])},
      60_000,
    )
    const {script, result} = await plan
    expect(script).toBe(
      [
        'for node in $(kind get nodes --name shop); do',
        '  docker save museopkim/kubia | docker exec -i "$node" ctr --namespace=k8s.io images import -',
        'done',
        heredoc(manifest('        imagePullPolicy: IfNotPresent\n')),
        'kubectl --context prod --namespace shop rollout status deployment.apps/kubia --timeout=60s',
      ].join('\n'),
    )
    expect(result).toMatchObject({verdict: 'created', object: {kind: 'Deployment', metadata: {name: 'kubia'}}})
    expect(cluster.sent).toEqual([])
    expect(shown).toEqual([])
    expect(asked).toHaveLength(1)
  })

  test('sends no image where the nodes have it, and has them take it as it is all the same', async () => {
    const {plan} = planRecorded(flow => deploy(flow, options({cluster: clusterWith('on all nodes')})), {
      [GET]: readAnswer([]),
    })
    expect((await plan).script).toBe(heredoc(manifest('        imagePullPolicy: IfNotPresent\n')))
  })

  test('names no resource version: it is to be applied to whatever is there then', async () => {
    const owned = live({
      managedFields: [{manager: 'kubia', operation: 'Apply', fieldsV1: {'f:spec': {'f:replicas': {}}}}],
    } as never)
    const {plan} = planRecorded(flow => deploy(flow, options()), {
      [GET]: readAnswer([owned]),
      [DRY_FORCED]: answer(owned),
    })
    expect((await plan).script).not.toContain('resourceVersion')
  })

  test('for nodes that are yet to come asks no API server, and sends them an image of this machine', async () => {
    const cluster = clusterWith('not on the nodes')
    const {plan, asked} = planRecorded(flow => deploy(flow.onEmptyCluster(), options({cluster})), {})
    expect((await plan).script.split('\n')[0]).toBe('for node in $(kind get nodes --name shop); do')
    expect(asked).toEqual([])
  })

  test('says where the engine cannot be asked that the image goes to the nodes only if it is here', async () => {
    const cluster = withoutPrograms(clusterWith('absent'))
    const {plan} = planRecorded(flow => deploy(flow.onEmptyCluster(), options({cluster})), {})
    const {script} = await plan
    expect(script.split('\n').slice(0, 2)).toEqual([
      '# if the image is on this machine: brings it to the nodes',
      'for node in $(kind get nodes --name shop); do',
    ])
    expect(script).toContain(heredoc(manifest()))
  })

  test('of a build builds the image, brings it to the nodes and deploys it by the name of the build', async () => {
    const spec = {name: 'kubia', ...PLAIN}
    const script = async (provider: 'kind' | 'sim') => {
      const cluster = clusterWith('absent', {provider})
      const build = {folder: '.'}
      const {plan} = planRecorded(flow => deploy(flow, options({cluster, spec, build})), {
        [GET]: readAnswer([]),
        [HOSTING]: readAnswer([]),
      })
      return (await plan).script
    }
    const [build, note] = [
      'docker build --tag kubia.local/kubia:dev .',
      '# kubia also names the image by its content, and deploys it by that name, so that a changed source rolls out',
    ]
    const apply = heredoc(manifest().replace('museopkim/kubia', 'kubia.local/kubia:dev'))
    expect(await script('kind')).toBe(
      [
        build,
        note,
        'for node in $(kind get nodes --name shop); do',
        '  docker save kubia.local/kubia:dev | docker exec -i "$node" ctr --namespace=k8s.io images import -',
        'done',
        apply,
      ].join('\n'),
    )
    expect(await script('sim')).toBe(
      [build, note, '# simulated nodes download nothing: every image is there as it is', apply].join('\n'),
    )
  })

  test('of a build pushes the image to the registry that the cluster names, and deploys it by that name', async () => {
    const hosting = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'local-registry-hosting', namespace: 'kube-public'},
      data: {'localRegistryHosting.v1': 'host: "localhost:5001"\nhelp: "https://kind.sigs.k8s.io/"\n'},
    }
    const {plan} = planRecorded(
      flow =>
        deploy(flow, options({cluster: clusterWith('absent'), spec: {name: 'kubia', ...PLAIN}, build: {folder: '.'}})),
      {[GET]: readAnswer([]), [HOSTING]: readAnswer([hosting])},
    )
    expect((await plan).script).toBe(
      [
        'docker build --tag localhost:5001/kubia:dev .',
        '# kubia also names the image by its content, and deploys it by that name, so that a changed source rolls out',
        'docker push localhost:5001/kubia:dev',
        heredoc(manifest().replace('museopkim/kubia', 'localhost:5001/kubia:dev')),
      ].join('\n'),
    )
  })
})

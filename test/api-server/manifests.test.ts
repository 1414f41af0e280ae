import {describe, expect, test} from 'vitest'
import {applyArgs, manifestOf, verdictOf} from '../../src/api-server/apply.ts'
import {changesBetween, changesToward, formatChange} from '../../src/api-server/changes.ts'
import {chooseContainer} from '../../src/api-server/choose-container.ts'
import {ownedFields} from '../../src/api-server/managed-fields.ts'
import {
  type AppSpec,
  containerName,
  deploymentManifest,
  deploymentUpdate,
  podManifest,
} from '../../src/api-server/manifests.ts'
import {runArgs, withFlags} from '../../src/api-server/run-pod.ts'
import type {ReplicaWorkload} from '../../src/kubernetes/types.ts'
import {buildManifest} from '../../src/workflows/deploy/send.ts'
import {checkSame} from '../../src/workflows/run-pod.ts'
import {deployment, pod} from './objects.ts'

const spec = (changes: Partial<AppSpec> = {}): AppSpec => ({
  name: 'kubia',
  env: [],
  args: [],
  command: false,
  ...changes,
})

/** The live object of `apply` by kubia, with the record of its fields as a 1.20 server keeps it. */
const applied = (fields: object, changes: Partial<ReplicaWorkload['spec']> = {}): ReplicaWorkload => {
  const live = deployment({replicas: 3, ...changes}, {}, [
    {
      name: 'kubia',
      image: 'museopkim/kubia',
      imagePullPolicy: 'Always',
      env: [
        {name: 'A', value: 'b'},
        {name: 'OTHER', value: 'x'},
      ],
      ports: [{containerPort: 8080, protocol: 'TCP'}],
    },
  ])
  const managedFields = [
    {manager: 'kubectl', operation: 'Update', fieldsV1: {'f:spec': {'f:replicas': {}}}},
    {manager: 'kubia', operation: 'Apply', fieldsV1: fields},
  ]
  return {...live, metadata: {...live.metadata, managedFields} as ReplicaWorkload['metadata']}
}
const KUBIA_FIELDS = {
  'f:metadata': {'f:labels': {'f:app': {}}},
  'f:spec': {
    'f:selector': {},
    'f:template': {
      'f:metadata': {'f:labels': {'f:app': {}}},
      'f:spec': {
        'f:containers': {
          'k:{"name":"kubia"}': {
            '.': {},
            'f:env': {'k:{"name":"A"}': {'.': {}, 'f:name': {}, 'f:value': {}}},
            'f:image': {},
            'f:name': {},
            'f:ports': {'k:{"containerPort":8080,"protocol":"TCP"}': {'.': {}, 'f:containerPort': {}}},
          },
        },
      },
    },
  },
}

describe('the manifests of run and deploy', () => {
  test('a pod is what kubectl run makes of the same flags', () => {
    expect(podManifest(spec({image: 'museopkim/kubia', port: 8080}), 'shop')).toEqual({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: 'kubia', namespace: 'shop', labels: {run: 'kubia'}},
      spec: {
        containers: [{name: 'kubia', image: 'museopkim/kubia', ports: [{containerPort: 8080}]}],
        dnsPolicy: 'ClusterFirst',
        restartPolicy: 'Always',
      },
    })
  })

  test.each([
    ['museopkim/kubia', 'kubia'],
    ['localhost:5000/a/b_c:v1.2', 'b-c'],
    ['nginx@sha256:abc', 'nginx'],
    ['Upper/Case:1', 'case'],
  ])('the container of %s is called %s', (image, name) => expect(containerName(image)).toBe(name))

  test('a new deployment has no replicas unless they were given', () => {
    expect(deploymentManifest(spec({image: 'a'})).spec.replicas).toBeUndefined()
    expect(deploymentManifest(spec({image: 'a', replicas: 0})).spec.replicas).toBe(0)
  })

  test('words are arguments, and with --command the command', () => {
    const [container] = deploymentManifest(spec({image: 'a', args: ['x', 'y']})).spec.template.spec.containers
    expect(container).toEqual({name: 'a', image: 'a', args: ['x', 'y']})
    const [other] = deploymentManifest(spec({image: 'a', args: ['x'], command: true})).spec.template.spec.containers
    expect(other).toEqual({name: 'a', image: 'a', command: ['x']})
  })

  test('what kubia applied before is found again, with its live values and nothing else', () => {
    expect(ownedFields(applied(KUBIA_FIELDS))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'kubia', labels: {app: 'kubia'}},
      spec: {
        selector: {matchLabels: {app: 'kubia'}},
        template: {
          metadata: {labels: {app: 'kubia'}},
          spec: {
            containers: [
              {name: 'kubia', image: 'museopkim/kubia', env: [{name: 'A', value: 'b'}], ports: [{containerPort: 8080}]},
            ],
          },
        },
      },
    })
  })

  test('what kubectl applied on the client is sent too, since kubectl hands it to whoever applies on the server', () => {
    const annotation = 'kubectl.kubernetes.io/last-applied-configuration'
    const fieldsV1 = {'f:metadata': {'f:annotations': {[`f:${annotation}`]: {}}}, 'f:spec': {'f:replicas': {}}}
    const live = applied({'f:metadata': {'f:labels': {'f:app': {}}}})
    const {managedFields} = live.metadata as unknown as {managedFields: object[]}
    const metadata = {
      ...live.metadata,
      annotations: {[annotation]: '{}'},
      managedFields: [...managedFields, {manager: 'kubectl-client-side-apply', operation: 'Update', fieldsV1}],
    }
    expect(ownedFields({...live, metadata})).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'kubia', labels: {app: 'kubia'}, annotations: {[annotation]: '{}'}},
      spec: {replicas: 3},
    })
  })

  test('of an object of others kubia owns nothing but the name', () => {
    expect(ownedFields(deployment())).toEqual({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'kubia'}})
  })

  test('a new image is laid over what kubia owns, and the replicas of others are not sent', () => {
    const live = applied(KUBIA_FIELDS)
    const sent = deploymentUpdate(live, ownedFields(live) as Partial<ReplicaWorkload>, spec({image: 'x:v2'}), 'kubia')
    expect(sent.spec).toEqual({
      selector: {matchLabels: {app: 'kubia'}},
      template: {
        metadata: {labels: {app: 'kubia'}},
        spec: {
          containers: [{name: 'kubia', image: 'x:v2', env: [{name: 'A', value: 'b'}], ports: [{containerPort: 8080}]}],
        },
      },
    })
  })

  test('replicas that kubia owns are sent with their live value, bound to the state they were read from', () => {
    const live = applied({'f:spec': {'f:replicas': {}}})
    expect(buildManifest(live, spec({image: 'x:v2'}))).toMatchObject({
      metadata: {resourceVersion: '7'},
      spec: {replicas: 3},
    })
    const given = buildManifest(live, spec({replicas: 5}))
    expect(given).toMatchObject({spec: {replicas: 5}})
    expect(given.metadata.resourceVersion).toBeUndefined()
  })

  test('a variable replaces the one of its name and leaves the others', () => {
    const live = applied(KUBIA_FIELDS)
    const given = spec({
      env: [
        {name: 'A', value: 'new'},
        {name: 'B', value: ''},
      ],
    })
    const sent = deploymentUpdate(live, ownedFields(live) as Partial<ReplicaWorkload>, given, 'kubia')
    expect((sent.spec as ReplicaWorkload['spec']).template.spec.containers[0]?.env).toEqual([
      {name: 'A', value: 'new'},
      {name: 'B', value: ''},
    ])
  })

  test('a deployment that does not exist needs an image', () => {
    expect(() => buildManifest(undefined, spec())).toThrow(
      'deployment kubia does not exist yet: --image is needed to create it',
    )
  })
})

describe('the container that is meant', () => {
  const two = deployment({}, {}, [
    {name: 'proxy', image: 'envoy'},
    {name: 'app', image: 'shop/app:1'},
  ])

  test.each([
    ['the only one, whatever it is called', deployment(), spec({image: 'x/other:2'}), 'kubia'],
    ['the one that is named', two, spec({container: 'proxy'}), 'proxy'],
    ['the one called like the image', two, spec({image: 'shop/app:2'}), 'app'],
    ['the one called like the deployment', two, spec({name: 'proxy'}), 'proxy'],
  ])('is %s', (_, live, given, name) => expect(chooseContainer(live, given)).toBe(name))

  test('is asked for where there are several', () => {
    expect(() => chooseContainer(two, spec({image: 'x:1'}))).toThrow(
      'deployment kubia has several containers: proxy, app',
    )
    expect(() => chooseContainer(two, spec({container: 'nope'}))).toThrow(
      'deployment kubia has no container nope, but proxy, app',
    )
  })
})

describe('command lines', () => {
  test.each([
    [spec({image: 'a'}), 'run kubia --image=a'],
    [spec({image: 'a', port: 80, env: [{name: 'A', value: 'b c'}]}), 'run kubia --image=a --port=80 --env=A=b c'],
    [spec({image: 'a', args: ['-x', '--', 'y']}), 'run kubia --image=a -- -x -- y'],
    [spec({image: 'a', args: ['sh'], command: true}), 'run kubia --image=a --command -- sh'],
  ])('a pod is made with the flags of kubectl run (%#)', (given, line) => expect(runArgs(given).join(' ')).toBe(line))

  test('flags of ours stand before the words of the container', () => {
    expect(withFlags(['run', 'a', '--', 'x'], ['-o', 'json'])).toEqual(['run', 'a', '-o', 'json', '--', 'x'])
    expect(withFlags(['run', 'a'], ['-o', 'json'])).toEqual(['run', 'a', '-o', 'json'])
  })

  test.each([
    ['text', manifestOf('kind: X'), {forceConflicts: false}, '-f -'],
    ['a folder', {files: ['k8s/']}, {forceConflicts: true}, '--force-conflicts -f k8s/'],
    [
      'several',
      {files: ['a.yaml', '-', 'b/']},
      {forceConflicts: false, dryRun: true},
      '--dry-run=server -f a.yaml -f - -f b/',
    ],
    ['a tree', {files: ['k8s/'], recursive: true}, {forceConflicts: false}, '-f k8s/ -R'],
    ['a kustomization', {files: [], kustomization: 'dev'}, {forceConflicts: false}, '-k dev'],
  ])('%s is applied by the server, conflicts are forced only when asked', (_, manifests, options, flags) =>
    expect(applyArgs(manifests, options).join(' ')).toBe(`apply --server-side --field-manager=kubia ${flags}`),
  )
})

describe('what became of an object', () => {
  const before = deployment()
  const changed = (changes: object) => ({...before, metadata: {...before.metadata, ...changes}})

  test.each([
    ['created where there was none', undefined, before, 'created'],
    ['created where there was another one of that name', before, changed({uid: 'new'}), 'created'],
    ['configured when the generation moved', before, changed({generation: 2, resourceVersion: '8'}), 'configured'],
    ['configured when only the resource version moved', before, changed({resourceVersion: '8'}), 'configured'],
    ['unchanged when neither moved', before, changed({}), 'unchanged'],
  ])('is %s', (_, was, is, verdict) => expect(verdictOf(was, is)).toBe(verdict))
})

describe('changes', () => {
  test('are told field by field, and lists by the names of their items', () => {
    const after = deployment({replicas: 3}, {}, [
      {name: 'kubia', image: 'x:v2', ports: [{containerPort: 8080, protocol: 'TCP'}]},
    ])
    expect(changesBetween(deployment(), after).map(formatChange)).toEqual([
      'spec.replicas: 1 → 3',
      'spec.template.spec.containers[kubia].image: museopkim/kubia → x:v2',
    ])
  })

  test('are not what the API server keeps for itself', () => {
    const after = deployment({}, {readyReplicas: 9})
    after.metadata = {...after.metadata, generation: 5, resourceVersion: '99'}
    expect(changesBetween(deployment(), after)).toEqual([])
  })

  test('toward a wish leave alone what the wish does not name', () => {
    expect(changesToward({a: 1, b: 2, c: [{name: 'x', y: 1}]}, {a: 1, c: [{name: 'x'}]})).toEqual([])
    expect(changesToward({a: 1}, {a: 2}).map(formatChange)).toEqual(['a: 1 → 2'])
    expect(changesBetween({a: [1, 2]}, {a: [2]}).map(formatChange)).toEqual(['a: [1,2] → [2]'])
  })
})

describe('a pod that exists', () => {
  test('is the one that is wanted when all that is stated is the same', () => {
    expect(() => checkSame(pod('kubia'), spec({image: 'museopkim/kubia'}), {namespace: 'shop'})).not.toThrow()
  })

  test('is told field by field when it differs', () => {
    expect(() => checkSame(pod('kubia'), spec({image: 'x', port: 80}), {namespace: 'shop'})).toThrow(
      [
        'pod kubia exists and is not what was asked for:',
        '  spec.containers[kubia].image: museopkim/kubia → x',
        '  spec.containers[kubia].ports: <none> → [{"containerPort":80}]',
      ].join('\n'),
    )
  })
})

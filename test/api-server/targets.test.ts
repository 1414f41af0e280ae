import {describe, expect, test} from 'vitest'
import {kubiaAt, resolveTarget} from '../../src/api-server/objects.ts'
import {desiredService, serviceManifest} from '../../src/api-server/service.ts'
import {parseTarget} from '../../src/api-server/targets.ts'
import type {KubiaError} from '../../src/errors/kubia-error.ts'
import {kindsFor} from '../../src/kubernetes/kinds/index.ts'
import type {KubeObject, Service} from '../../src/kubernetes/types.ts'
import {adviceLine} from '../support/advice.ts'
import {ONE_OF_EACH} from '../support/api/objects.ts'
import {type Answer, recordedExec} from '../support/exec.ts'
import {readAnswer} from '../support/json.ts'
import {deployment, pod, replicaSet} from './objects.ts'

const scalable = kindsFor('scale')
const exposable = kindsFor('expose')
const place = {context: 'c', namespace: 'shop'}

describe('what the words of a command name', () => {
  test.each([
    [['deployment', 'kubia'], 'Deployment', 'kubia'],
    [['deploy/kubia'], 'Deployment', 'kubia'],
    [['RC', 'old'], 'ReplicationController', 'old'],
    [['sts', 'db'], 'StatefulSet', 'db'],
    [['kubia'], undefined, 'kubia'],
  ])('%j', (words, kind, name) => {
    const target = parseTarget(words, 'scale', scalable)
    expect([target.kind?.kind, target.name]).toEqual([kind, name])
  })

  test.each([
    [[], 'required argument not given: KIND NAME, KIND/NAME or NAME'],
    [['pod', 'a'], 'cannot scale a Pod: it must be one of deployment, statefulset, replicaset, replicationcontroller'],
    [['spork', 'a'], 'unknown kind "spork": must be one of deployment, statefulset, replicaset, replicationcontroller'],
    [
      ['deploymnt', 'a'],
      'unknown kind "deploymnt": must be one of deployment, statefulset, replicaset, replicationcontroller; did you mean "deployment"?',
    ],
    [['deploy/a', 'b'], 'there must be one object, as KIND NAME or KIND/NAME: deploy/a b'],
    [['deploy', 'a', 'b'], 'there must be one object, as KIND NAME or KIND/NAME: deploy a b'],
  ])('%j is refused', (words, message) => expect(() => parseTarget(words, 'scale', scalable)).toThrow(message))
})

describe('a name without a kind', () => {
  const ask = (objects: object[], noNamespace?: string) =>
    resolveTarget(
      recordedExec({
        'kubectl --context c --namespace shop get': readAnswer(objects),
        'kubectl --context c get namespace shop': noNamespace
          ? {exitCode: 1, stderr: noNamespace}
          : {stdout: 'namespace/shop\n'},
        'kubectl --context c get namespaces': readAnswer([]),
      }).exec,
      place,
      {name: 'kubia'},
      exposable,
    )

  test('is the only object of that name that nobody owns', async () => {
    const owned = replicaSet(deployment(), 1)
    expect(await ask([deployment(), owned])).toMatchObject({kind: 'Deployment'})
    expect(await ask([pod('kubia')])).toMatchObject({kind: 'Pod'})
  })

  test('names the candidates where there are several', async () => {
    await expect(ask([deployment(), pod('kubia')])).rejects.toMatchObject({
      code: 'AMBIGUOUS_NAME',
      message: '"kubia" is the name of several objects: deployment/kubia, pod/kubia',
    })
  })

  test('is also that of a daemon set, a cron job or a job, where these are allowed', async () => {
    for (const kind of ['DaemonSet', 'CronJob', 'Job']) {
      const object = ONE_OF_EACH.find(one => one.kind === kind) as unknown as KubeObject
      const {exec, asked} = recordedExec({kubectl: readAnswer([object])})
      expect(await resolveTarget(exec, place, {name: 'web'}, kindsFor('logs'))).toMatchObject({kind})
      expect(asked[0]).toContain(' daemonset.apps/web ')
      expect(asked[0]).toContain(' cronjob.batch/web job.batch/web ')
    }
  })

  test('is asked about where one is near that nobody owns, and nothing is said where the objects may not be listed', async () => {
    const missing = async (name: string, listed: Answer): Promise<string> => {
      const {exec} = recordedExec({
        'kubectl --context c --namespace shop get deployments.apps,': listed,
        'kubectl --context c --namespace shop get': readAnswer([]),
        'kubectl --context c get namespace shop': {stdout: 'namespace/shop\n'},
      })
      const error = await resolveTarget(exec, place, {name}, exposable).catch((thrown: KubiaError) => thrown)
      return (error as KubiaError).message
    }
    const owned = {
      ...replicaSet(deployment(), 1),
      metadata: {
        name: 'kubia-6795b',
        ownerReferences: [{kind: 'Deployment', name: 'kubia', uid: 'd', controller: true}],
      },
    }
    const listed = readAnswer([owned, deployment()])
    expect(await missing('kubai', listed)).toBe('"kubai" not found in namespace shop; did you mean "kubia"?')
    expect(await missing('kubia-6795', listed)).toBe('"kubia-6795" not found in namespace shop')
    const stderr = 'Error from server (Forbidden): pods is forbidden: User "dev" cannot list resource "pods"\n'
    expect(await missing('kubai', {exitCode: 1, stderr})).toBe('"kubai" not found in namespace shop')
  })

  test('is looked for in the namespace that was meant, where that has a near name', async () => {
    const {exec} = recordedExec({
      'kubectl --context c --namespace shpo get': readAnswer([]),
      'kubectl --context c get namespace shpo': {
        exitCode: 1,
        stderr: 'Error from server (NotFound): namespaces "shpo" not found',
      },
      'kubectl --context c get namespaces -o json': readAnswer([
        {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}},
      ]),
    })
    await expect(resolveTarget(exec, {...place, namespace: 'shpo'}, {name: 'kubia'}, exposable)).rejects.toMatchObject({
      code: 'NAMESPACE_MISSING',
      message: 'there is no namespace shpo; did you mean "shop"?',
    })
  })

  test('is not found where there is none', async () => {
    await expect(ask([])).rejects.toMatchObject({code: 'NOT_FOUND', message: '"kubia" not found in namespace shop'})
    await expect(ask([], 'Error from server (NotFound): namespaces "shop" not found')).rejects.toMatchObject({
      code: 'NAMESPACE_MISSING',
      message: 'there is no namespace shop',
    })
  })
})

test('a command line to copy names its place', () => {
  expect(adviceLine(kubiaAt({...place, kubeconfig: '/a b'}, ['status']))).toBe(
    "kubectl kubia status --kubeconfig '/a b' --context c -n shop",
  )
})

describe('a service', () => {
  const spec = {name: 'kubia-http'}

  test('has selector, labels and ports of the object, as kubectl expose makes it', () => {
    expect(serviceManifest(deployment(), {...spec, type: 'LoadBalancer'})).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: 'kubia-http', labels: {app: 'kubia'}},
      spec: {type: 'LoadBalancer', ports: [{port: 8080, protocol: 'TCP', targetPort: 8080}], selector: {app: 'kubia'}},
    })
  })

  test.each([
    ['the port that is given', {port: 80}, [{port: 80, protocol: 'TCP', targetPort: 80}]],
    ['a target port', {port: 80, targetPort: 'http'}, [{port: 80, protocol: 'TCP', targetPort: 'http'}]],
    ['a node port', {nodePort: 30080}, [{port: 8080, protocol: 'TCP', targetPort: 8080, nodePort: 30080}]],
    ['a protocol', {protocol: 'UDP'}, [{port: 8080, protocol: 'UDP', targetPort: 8080}]],
  ])('takes %s', (_, given, ports) =>
    expect(serviceManifest(deployment(), {...spec, ...given}).spec.ports).toEqual(ports),
  )

  test('names its ports when the containers declare several', () => {
    const two = deployment({}, {}, [{name: 'a', ports: [{containerPort: 80}, {containerPort: 53, protocol: 'UDP'}]}])
    expect(serviceManifest(two, spec).spec.ports).toEqual([
      {name: 'port-1', port: 80, protocol: 'TCP', targetPort: 80},
      {name: 'port-2', port: 53, protocol: 'UDP', targetPort: 53},
    ])
  })

  test('needs a port and labels', () => {
    expect(() => serviceManifest(pod('kubia'), spec)).toThrow("couldn't find port via --port flag or introspection")
    const bare = {...pod('kubia'), metadata: {name: 'kubia'}}
    expect(() => serviceManifest(bare, {...spec, port: 80})).toThrow(
      'pod kubia has no labels that a service could select it by',
    )
  })

  const live: Service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'kubia-http', labels: {app: 'kubia'}},
    spec: {
      type: 'NodePort',
      ports: [{port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30001}],
      selector: {app: 'kubia'},
    },
  }

  test('that exists keeps what was not given', () => {
    expect(desiredService(deployment(), spec, live).spec).toEqual(live.spec)
    expect(desiredService(deployment(), {...spec, targetPort: 9999}, live).spec.ports).toEqual([
      {port: 80, protocol: 'TCP', targetPort: 9999, nodePort: 30001},
    ])
  })

  test('that kubia applied with more than it is given now keeps that too, but for what its new type cannot have', () => {
    const fieldsV1 = {
      'f:metadata': {'f:annotations': {'f:note': {}}},
      'f:spec': {'f:type': {}, 'f:sessionAffinity': {}, 'f:externalTrafficPolicy': {}, 'f:selector': {}},
    }
    const applied = {
      ...live,
      metadata: {
        ...live.metadata,
        annotations: {note: 'ours', other: 'theirs'},
        managedFields: [{manager: 'kubia', operation: 'Apply', fieldsV1}],
      },
      spec: {
        ...live.spec,
        sessionAffinity: 'ClientIP',
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Cluster',
      },
    }
    const again = desiredService(deployment(), spec, applied)
    expect(again.spec).toEqual({...live.spec, sessionAffinity: 'ClientIP', externalTrafficPolicy: 'Local'})
    expect(again.metadata.annotations).toEqual({note: 'ours'})
    expect(desiredService(deployment(), {...spec, type: 'ClusterIP'}, applied).spec).toEqual({
      type: 'ClusterIP',
      ports: [{port: 80, protocol: 'TCP', targetPort: 8080}],
      selector: {app: 'kubia'},
      sessionAffinity: 'ClientIP',
    })
  })

  test('that becomes a ClusterIP loses its node port', () => {
    expect(desiredService(deployment(), {...spec, type: 'ClusterIP'}, live).spec).toEqual({
      type: 'ClusterIP',
      ports: [{port: 80, protocol: 'TCP', targetPort: 8080}],
      selector: {app: 'kubia'},
    })
  })

  test('that leads to other pods is left alone', () => {
    const other = {...live, spec: {...live.spec, selector: {app: 'other'}}}
    expect(() => desiredService(deployment(), spec, other)).toThrow(
      'service kubia-http exists and leads to other pods:\n  spec.selector: app=other → app=kubia',
    )
  })
})
